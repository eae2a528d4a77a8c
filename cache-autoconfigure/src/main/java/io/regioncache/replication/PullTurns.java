package io.regioncache.replication;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

import io.regioncache.region.Clocks;
import io.regioncache.replication.redis.KnownRegions;
import io.regioncache.replication.redis.ReaderHeartbeat;
import io.regioncache.replication.redis.RegionCoordinator;

/**
 * What a node does for its region turn after turn: it renews the lease under which it
 * pulls, exchanges the operators' routes, and while it leads it follows the sources that
 * these name and trims what the readers have read.
 */
final class PullTurns {

	private static final Duration LEASE = Duration.ofSeconds(3);

	private final String home;

	private final RegionCoordinator coordinator;

	private final Supplier<Topology> configured;

	private final OperatorRoutes routes;

	private final PullLoops loops;

	private final SourceFailovers failovers;

	private final HomeRecovery recovery;

	private final Readers readers;

	private final Clocks clocks;

	private final AtomicLong epochs = new AtomicLong(-1);

	private final AtomicLong leaseEnd;

	private volatile Set<String> relied = Set.of();

	/**
	 * Create what is to be done.
	 * @param configured tells which region reads from which, as configured
	 * @param routes what operators have decided
	 * @param loops read from the sources
	 * @param listener is told when a source has failed over
	 */
	PullTurns(HomeRegion home, Supplier<Topology> configured, OperatorRoutes routes, PullLoops loops,
			ReplicationListener listener, Clocks clocks) {
		this.home = home.name();
		this.coordinator = home.coordinator();
		this.configured = configured;
		this.routes = routes;
		this.loops = loops;
		this.failovers = new SourceFailovers(this.home, this.coordinator, listener);
		this.recovery = new HomeRecovery(this.home, this.coordinator, listener);
		this.readers = new Readers(clocks.monotonic());
		this.clocks = clocks;
		this.leaseEnd = new AtomicLong(now());
	}

	private long now() {
		return this.clocks.monotonic().nanos();
	}

	/**
	 * Return of how many epochs the home region keeps a position; -1 if it never has
	 * answered.
	 */
	long epochs() {
		return this.epochs.get();
	}

	/**
	 * Whether the home region relies on what a source has read of others.
	 */
	boolean reliesOn(String source) {
		return this.relied.contains(source);
	}

	/**
	 * Return which region reads from which, as configured and as operators have changed
	 * it.
	 */
	Topology topology() {
		return this.routes.current().over(this.configured.get());
	}

	/**
	 * Take a turn.
	 * @return whether the next one is to follow soon
	 */
	boolean turn() throws Exception {
		long asked = now();
		boolean leads = await(this.coordinator.lead(LEASE));
		this.leaseEnd.set(leads ? asked + LEASE.toNanos() : asked);
		KnownRegions known = await(this.coordinator.known(others()));
		this.epochs.set(known.epochs());
		await(this.routes.exchange(known.routes()));
		if (!leads) {
			return false;
		}
		tend();
		this.failovers.tend(known);
		return this.recovery.tend(known, others(), this.loops::testimony);
	}

	/**
	 * Whether the lease has not lapsed.
	 */
	boolean isLeading() {
		return this.leaseEnd.get() - now() > 0;
	}

	/**
	 * Let another node take over at once, if this one leads.
	 */
	CompletableFuture<?> resign() {
		return isLeading() ? this.coordinator.resign() : CompletableFuture.completedFuture(null);
	}

	private void tend() throws Exception {
		Topology topology = topology();
		Map<String, ReaderHeartbeat> marks = await(this.coordinator.readers(others()));
		this.readers.update(marks);
		this.relied = topology.upwards(this.home, this.loops::mayBeAlive);
		this.loops.follow(topology.sources(this.home, this.loops::mayBeAlive, this.readers.relying()));
		Collection<ReaderHeartbeat> reading = this.readers.reading(topology.readers(this.home), marks);
		if (!reading.isEmpty()) {
			await(this.coordinator.trim(reading));
		}
	}

	private Set<String> others() {
		Set<String> others = new LinkedHashSet<>(this.configured.get().regions());
		others.remove(this.home);
		return others;
	}

	private static <T> T await(CompletableFuture<T> answer) throws Exception {
		return answer.get(LEASE.toMillis(), TimeUnit.MILLISECONDS);
	}

}
