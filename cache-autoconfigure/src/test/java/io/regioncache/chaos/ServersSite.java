package io.regioncache.chaos;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Random;

import io.regioncache.testkit.RedisServer;
import org.jspecify.annotations.Nullable;

/**
 * A site of one server, or of a primary and a replica behind one address.
 */
final class ServersSite extends FailoverSite {

	static final String EARLIER = "restarted from a snapshot of an earlier epoch";

	static final String EMPTY = "restarted empty";

	private final RegionServers servers;

	private final Delays delays;

	private @Nullable Path earlier;

	private ServersSite(RegionServers servers, Delays delays) {
		this.servers = servers;
		this.delays = delays;
	}

	static ServersSite single(Delays delays) {
		ServersSite site = new ServersSite(new SingleServer(delays, false), delays);
		site.add("killed, restarted from its append-only file", (dice) -> site.server().restart());
		site.add("restarted without the end of that file", site::loseTail);
		site.add("restarted from an older snapshot", site::fallBack);
		site.add(EARLIER, site::fallFurtherBack);
		site.add(EMPTY, (dice) -> site.server().restartEmpty());
		return site;
	}

	static ServersSite pair(Delays delays) {
		ServersSite site = new ServersSite(new PairOfServers(delays), delays);
		site.add("replica promoted without the last writes", FaultKind.FAILOVER_LOST_TAIL);
		site.add("former primary back", FaultKind.OLD_PRIMARY_BACK);
		return site;
	}

	private void add(String name, FaultKind kind) {
		add(name, (dice) -> this.servers.suffer(new Fault(Duration.ZERO, kind, "", "", 0, time(dice))));
	}

	private static Duration time(Random dice) {
		return Duration.ofMillis(50 + dice.nextInt(450));
	}

	/**
	 * Lose a part of what is written from now on, and nothing of before.
	 */
	private void loseTail(Random dice) {
		long size = sizeOfFile();
		this.delays.hold(time(dice));
		server().restartWithoutTail(dice.nextLong(sizeOfFile() - size + 1));
	}

	private long sizeOfFile() {
		return Long.parseLong(Objects.requireNonNull(server().admin().info("persistence").get("aof_current_size")));
	}

	private void fallBack(Random dice) {
		Path snapshot = server().snapshot();
		if (this.earlier == null) {
			this.earlier = snapshot;
		}
		this.delays.hold(time(dice));
		server().restartFrom(snapshot);
	}

	private void fallFurtherBack(Random dice) {
		Path snapshot = this.earlier;
		this.earlier = null;
		server().restartFrom((snapshot != null) ? snapshot : server().snapshot());
	}

	private RedisServer server() {
		return this.servers.server();
	}

	@Override
	Integer port() {
		return URI.create(this.servers.url()).getPort();
	}

	@Override
	List<RedisServer> primaries() {
		return List.of(server());
	}

	@Override
	RedisServer metadata() {
		return server();
	}

	@Override
	public void close() {
		super.close();
		this.servers.close();
	}

}
