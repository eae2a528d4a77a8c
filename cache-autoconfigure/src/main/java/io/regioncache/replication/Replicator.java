package io.regioncache.replication;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.UnaryOperator;

import io.regioncache.annotation.Internal;
import io.regioncache.replication.redis.SourceRoutes;
import io.regioncache.region.Clocks;
import io.regioncache.annotation.PublicApi;
import io.regioncache.region.RegionThreads;
import io.regioncache.region.WorkerFailures;
import io.regioncache.replication.redis.RegionCoordinator;
import io.regioncache.replication.redis.Replica;
import io.regioncache.replication.redis.SourceLog;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Keeps the home region up to date with all others.
 * <p>
 * Every node has one; the node that holds the region's lease pulls, from the sources that
 * the topology and the operators' {@link Routes} name. A hub that does not answer is
 * replaced by the next region, and tried until it does.
 *
 * @since 0.1
 */
@PublicApi
public final class Replicator implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(Replicator.class);

	private static final long TURN_MILLIS = 500;

	private static final long SOON_MILLIS = 100;

	/**
	 * How long the ends of all connections to sources are waited for.
	 */
	private static final long CLOSE_SECONDS = 3;

	private static final String MANAGED = "With 'regions.replication.topology=managed', "
			+ "Redis itself decides which region serves";

	private final String home;

	private final Replica replica;

	private final RegionCoordinator coordinator;

	private final LogOpener logs;

	private final ReplicationListener listener;

	private final WorkerFailures failures;

	private final ScheduledExecutorService executor;

	private final PullLoops loops;

	private final PullTurns turns;

	private final AtomicBoolean hurried = new AtomicBoolean();

	private final OperatorRoutes routes;

	private final Clocks clocks;

	private volatile Topology configured;

	private final AtomicBoolean started = new AtomicBoolean();

	/**
	 * Create a replicator; it does nothing before {@link #start()}.
	 * @param home the home region
	 * @param configured which region reads from which
	 * @param logs opens the log of a region
	 * @param listener hears what is applied
	 * @param failures is told what fails unexpectedly
	 */
	@Internal
	public Replicator(HomeRegion home, Topology configured, LogOpener logs, ReplicationListener listener,
			WorkerFailures failures) {
		this(home, configured, logs, listener, failures, Clocks.SYSTEM);
	}

	Replicator(HomeRegion home, Topology configured, LogOpener logs, ReplicationListener listener,
			WorkerFailures failures, Clocks clocks) {
		this.failures = failures;
		this.home = home.name();
		this.configured = configured;
		this.replica = home.replica();
		this.coordinator = home.coordinator();
		this.logs = logs;
		this.listener = listener;
		this.clocks = clocks;
		this.routes = new OperatorRoutes(this.home, this.coordinator, clocks.wall());
		this.loops = new PullLoops(this::open, clocks.monotonic());
		this.turns = new PullTurns(home, this::configured, this.routes, this.loops, listener, clocks);
		this.executor = Executors.newSingleThreadScheduledExecutor(
				(task) -> RegionThreads.create("region-cache-replication-" + this.home, task));
	}

	private PullLoop open(String source) {
		SourceLog log = this.logs.open(source, new SourceRoutes(this.routes::hear, () -> this.turns.reliesOn(source)));
		return new PullLoop(new Puller(source, log, this.replica), this.executor, this.clocks, this.listener,
				this.failures, () -> this.executor.execute(this::turn));
	}

	/**
	 * Begin to pull, or to wait for one's turn. Between managed regions there is nothing
	 * to do.
	 */
	public void start() {
		if (this.configured.kind() == Topology.Kind.MANAGED || !this.started.compareAndSet(false, true)) {
			return;
		}
		this.executor.scheduleWithFixedDelay(this::turn, 0, TURN_MILLIS, TimeUnit.MILLISECONDS);
	}

	/**
	 * Change which region reads from which, for this process: regions may come and go.
	 * Nothing is lost by it, for a new source is caught up with by a state transfer.
	 * @param topology the new topology
	 * @return completes when nothing is read from regions any more that are gone
	 */
	@Internal
	public CompletableFuture<Void> change(Topology topology) {
		Set<String> former = Set.copyOf(this.configured.regions());
		this.configured = topology;
		topology.regions().stream().filter((region) -> !former.contains(region)).forEach(this.listener::added);
		former.stream().filter((region) -> !topology.regions().contains(region)).forEach(this.listener::removed);
		if (this.executor.isShutdown()) {
			return CompletableFuture.completedFuture(null);
		}
		if (topology.regions().size() > 1) {
			start();
		}
		return CompletableFuture.supplyAsync(() -> this.loops.retain(topology.regions()), this.executor)
			.thenCompose(Function.identity());
	}

	/**
	 * Return which region reads from which, as configured.
	 * @return the topology
	 */
	@Internal
	public Topology configured() {
		return this.configured;
	}

	/**
	 * Return which region reads from which, as configured and as operators have changed
	 * it.
	 * @return the topology
	 */
	@Internal
	public Topology topology() {
		return this.turns.topology();
	}

	/**
	 * Return what operators have decided, as far as it has come.
	 * @return the routes
	 */
	@Internal
	public Routes routes() {
		return this.routes.current();
	}

	/**
	 * Make a region the hub, in all regions that can be reached.
	 * @param region the name of the region
	 * @throws IllegalArgumentException if there is no such region, or no hub
	 */
	public void promote(String region) {
		if (this.configured.kind() != Topology.Kind.HUB) {
			throw new IllegalArgumentException((this.configured.kind() == Topology.Kind.MANAGED) ? MANAGED
					: "A mesh has no hub. " + "Set 'regions.replication.topology=hub' to have one");
		}
		decide(region, (known) -> known.promote(region));
	}

	/**
	 * Have a region answer no more reads, nor be hub or upstream. It is kept up to date,
	 * and nothing that is invalidated in it is lost.
	 * @param region the name of the region
	 * @throws IllegalArgumentException if there is no such region
	 */
	public void drain(String region) {
		decide(region, (known) -> known.drain(region));
	}

	/**
	 * Put a drained region to work again.
	 * @param region the name of the region
	 * @throws IllegalArgumentException if there is no such region
	 */
	public void restore(String region) {
		decide(region, (known) -> known.restore(region));
	}

	private void decide(String region, UnaryOperator<Routes> decision) {
		if (this.configured.kind() == Topology.Kind.MANAGED) {
			throw new IllegalArgumentException(MANAGED);
		}
		if (!this.configured.regions().contains(region)) {
			throw new IllegalArgumentException(
					"Unknown region '" + region + "', known are " + this.configured.regions());
		}
		this.routes.decide(decision);
		this.executor.execute(this::turn);
	}

	/**
	 * Return how this node's pulling stands.
	 * @return the state by source; empty on a node that does not pull. In managed regions
	 * the state of the replica that this node reads, under the name of the primary's
	 * region
	 */
	public Map<String, SourceState> sources() {
		if (this.configured.kind() == Topology.Kind.MANAGED) {
			return this.coordinator.replicaLevel()
				.map((level) -> Map.of(this.configured.hub(), SourceState.of(level)))
				.orElse(Map.of());
		}
		return this.loops.states();
	}

	/**
	 * Return of how many epochs the home region keeps a position.
	 * @return how many it did when it was last asked; -1 if it never has answered
	 */
	public long epochs() {
		return this.turns.epochs();
	}

	private void turn() {
		try {
			if (this.turns.turn() && this.hurried.compareAndSet(false, true)) {
				this.executor.schedule(this::hurry, SOON_MILLIS, TimeUnit.MILLISECONDS);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (Exception ex) {
			logger.debug("Region %s: the pull lease cannot be read".formatted(this.home), ex);
		}
		catch (Error ex) {
			if (this.executor.isShutdown()) {
				return;
			}
			this.failures.failed("renewing the pull lease", ex);
		}
		if (!this.turns.isLeading()) {
			this.loops.stopAll();
		}
	}

	private void hurry() {
		this.hurried.set(false);
		turn();
	}

	@Override
	public void close() {
		if (this.executor.isShutdown()) {
			return;
		}
		CompletableFuture<?> resigned = CompletableFuture.supplyAsync(this::resign, this.executor)
			.thenCompose(Function.identity());
		this.executor.shutdown();
		try {
			resigned.get(CLOSE_SECONDS, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (Exception ex) {
			logger.debug("Region %s: the pull lease could not be released; another process takes over when it expires"
				.formatted(this.home), ex);
		}
	}

	private CompletableFuture<Void> resign() {
		return CompletableFuture.allOf(this.loops.stopAll(), this.turns.resign());
	}

}
