package io.regioncache.chaos;

import java.time.Duration;
import java.util.List;

import io.regioncache.replication.SourceState;
import io.regioncache.testkit.RedisServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A region whose address moves from one server to another and back, while all connections
 * stay; and a region that reads its log.
 */
final class MovedArrangement extends Arrangement {

	private static final int REPLACED = 1;

	private static final int IN_WEST = 2;

	/** A check interval and a quarter, and as much for a busy machine. */
	private static final Duration OLD_READS = Duration.ofSeconds(5);

	private static final Duration JUDGED = Duration.ofSeconds(2);

	/** A reader of an abandoned server claims to be level for 2 s at most. */
	private static final Duration LEVEL = Duration.ofSeconds(3);

	private final Delays delays;

	private final RedisServer west = RedisServer.start();

	private final RedisServer blue = RedisServer.start();

	private final RedisServer green = RedisServer.start();

	private final Crossing address = new Crossing(this.blue);

	private volatile RedisServer current = this.blue;

	private volatile long moved = System.nanoTime();

	MovedArrangement(Delays delays) {
		this.delays = delays;
		add("moved, the old server lives", (dice, hold) -> move((old) -> {
		}, hold));
		// Which finds the new server at once
		add("moved, an application is replaced", (dice, hold) -> move((old) -> {
		}, () -> applications().replace(REPLACED), hold));
		add("moved, the old server is frozen later", (dice, hold) -> move(RedisServer::pause, hold));
		add("moved, the old server is killed later", (dice, hold) -> move(RedisServer::kill, hold));
	}

	private void move(Later later, Duration hold) {
		move(later, () -> {
		}, hold);
	}

	private void move(Later later, Runnable deployment, Duration hold) {
		RedisServer old = this.current;
		oldReads().allow(OLD_READS);
		this.moved = System.nanoTime();
		this.current = (old == this.blue) ? this.green : this.blue;
		this.address.leadTo(this.current);
		deployment.run();
		this.delays.hold(hold);
		later.happensTo(old);
		// What stays with the old server is to be seen before that ends
		this.delays.hold(OLD_READS.plus(JUDGED).minus(hold));
		old.restartEmpty();
	}

	@Override
	List<Place> places() {
		return List.of(place("east"), place("east"), place("west"));
	}

	private Place place(String region) {
		return new Place(region, List.of("regions.home=" + region, "regions.address-check-interval=2s",
				"regions.endpoints.east.url=" + this.address.url(), "regions.endpoints.west.url=" + this.west.url()));
	}

	@Override
	void observe() {
		RedisServer leads = this.current;
		Duration since = Duration.ofNanos(System.nanoTime() - this.moved);
		SourceState state = applications().get(IN_WEST).replicator().sources().get("east");
		if (state != null && state.lag().isZero() && since.compareTo(LEVEL) > 0) {
			assertThat(this.west.admin().text("HGET", METADATA, "s:east"))
				.as("level with a server that it does not read, %d ms after the address was moved", since.toMillis())
				.startsWith(leads.admin().text("HGET", METADATA, "epoch"));
		}
	}

	@Override
	void awaitWhole() {
		assertThat(this.current.running()).isTrue();
	}

	@Override
	List<RedisServer> primaries() {
		return List.of(this.current, this.west);
	}

	@Override
	public void close() {
		this.address.close();
		this.west.close();
		this.green.close();
		this.blue.close();
	}

	private interface Later {

		void happensTo(RedisServer old);

	}

}
