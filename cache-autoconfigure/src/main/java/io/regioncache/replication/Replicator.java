package io.regioncache.replication;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import io.regioncache.store.RedisSourceLog;
import io.regioncache.store.RegionDuties;
import io.regioncache.store.RegionDuties.ReaderMark;
import io.regioncache.store.Replica;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the home region up to date with all others.
 * <p>
 * Every node has one; the node that holds the region's lease pulls, from the sources that
 * the topology names. A source that has been silent for {@link #DEAD} counts as dead: a
 * spoke turns to the next hub, and goes on trying the former one.
 */
public final class Replicator implements AutoCloseable {

	/**
	 * After how long without an answer a source is replaced.
	 */
	static final Duration DEAD = Duration.ofMillis(2500);

	private static final Log logger = LogFactory.getLog(Replicator.class);

	private static final Duration LEASE = Duration.ofSeconds(3);

	private static final Duration LINGER = Duration.ofSeconds(5);

	private static final long TURN_MILLIS = 500;

	private final String home;

	private final Replica replica;

	private final RegionDuties duties;

	private final Function<String, RedisSourceLog> logs;

	private final ReplicationListener listener;

	private final ScheduledExecutorService executor;

	private final Map<String, PullLoop> loops = new TreeMap<>();

	private final Map<String, Long> unwantedSince = new HashMap<>();

	private final Map<String, Reader> readers = new HashMap<>();

	private volatile Topology topology;

	private volatile Map<String, PullLoop> seen = Map.of();

	private long leaseEnd;

	/**
	 * Create a replicator; it does nothing before {@link #start()}.
	 * @param home the name of the home region
	 * @param topology which region reads from which
	 * @param replica applies records to the home region
	 * @param duties the home region's lease and readers
	 * @param logs opens the log of a region, by its name
	 * @param listener hears what is applied
	 */
	public Replicator(String home, Topology topology, Replica replica, RegionDuties duties,
			Function<String, RedisSourceLog> logs, ReplicationListener listener) {
		this.home = home;
		this.topology = topology;
		this.replica = replica;
		this.duties = duties;
		this.logs = logs;
		this.listener = listener;
		this.leaseEnd = System.nanoTime();
		this.executor = Executors.newSingleThreadScheduledExecutor((task) -> {
			Thread thread = new Thread(task, "region-cache-replication-" + home);
			thread.setDaemon(true);
			return thread;
		});
	}

	/**
	 * Begin to pull, or to wait for one's turn.
	 */
	public void start() {
		this.executor.scheduleWithFixedDelay(this::turn, 0, TURN_MILLIS, TimeUnit.MILLISECONDS);
	}

	/**
	 * Change which region reads from which. Nothing is lost by it: a new source is caught
	 * up with by a state transfer.
	 * @param topology the new topology
	 */
	public void change(Topology topology) {
		this.topology = topology;
	}

	/**
	 * Return which region reads from which.
	 * @return the topology
	 */
	public Topology topology() {
		return this.topology;
	}

	/**
	 * Return how this node's pulling stands.
	 * @return the state by source; empty on a node that does not pull
	 */
	public Map<String, SourceState> sources() {
		Map<String, SourceState> states = new TreeMap<>();
		this.seen.forEach((source, loop) -> states.put(source, loop.state()));
		return states;
	}

	private void turn() {
		try {
			long asked = System.nanoTime();
			boolean leads = this.duties.lead(LEASE).get(LEASE.toMillis(), TimeUnit.MILLISECONDS);
			this.leaseEnd = leads ? asked + LEASE.toNanos() : asked;
			if (leads) {
				tend();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (Exception ex) {
			logger.debug("Region %s cannot be asked who pulls".formatted(this.home), ex);
		}
		if (this.leaseEnd - System.nanoTime() <= 0) {
			Set.copyOf(this.loops.keySet()).forEach(this::stop);
		}
		this.seen = Map.copyOf(this.loops);
	}

	private void tend() throws Exception {
		Set<String> others = new LinkedHashSet<>(this.topology.regions());
		others.remove(this.home);
		Map<String, ReaderMark> marks = this.duties.readers(others).get(LEASE.toMillis(), TimeUnit.MILLISECONDS);
		marks.forEach((region, mark) -> this.readers.compute(region, (name, known) -> Reader.of(known, mark)));
		this.readers.keySet().retainAll(marks.keySet());
		Set<String> active = new LinkedHashSet<>();
		this.readers.forEach((region, reader) -> {
			if (reader.isActive()) {
				active.add(region);
			}
		});
		follow(this.topology.sources(this.home, this::mayBeAlive, active));
		boolean known = this.topology.kind() == Topology.Kind.HUB || marks.keySet().containsAll(others);
		if (known && !marks.isEmpty()) {
			this.duties.trim(marks.values());
		}
	}

	private boolean mayBeAlive(String source) {
		PullLoop loop = this.loops.get(source);
		return loop == null || loop.silentFor() < DEAD.toNanos();
	}

	private void follow(Set<String> sources) {
		for (String source : sources) {
			this.unwantedSince.remove(source);
			this.loops.computeIfAbsent(source, this::begin);
		}
		for (String source : Set.copyOf(this.loops.keySet())) {
			if (!sources.contains(source)) {
				long since = this.unwantedSince.computeIfAbsent(source, (name) -> System.nanoTime());
				if (System.nanoTime() - since > LINGER.toNanos()) {
					stop(source);
				}
			}
		}
	}

	private PullLoop begin(String source) {
		RedisSourceLog log = this.logs.apply(source);
		PullLoop loop = new PullLoop(this.home, source, log, new Puller(source, log, this.replica), this.executor,
				System::nanoTime, this.listener);
		loop.start();
		return loop;
	}

	private void stop(String source) {
		this.unwantedSince.remove(source);
		PullLoop loop = this.loops.remove(source);
		if (loop != null) {
			loop.close();
		}
	}

	@Override
	public void close() {
		if (this.executor.isShutdown()) {
			return;
		}
		CompletableFuture<?> resigned = CompletableFuture.runAsync(() -> {
			boolean led = !this.loops.isEmpty();
			Set.copyOf(this.loops.keySet()).forEach(this::stop);
			if (led) {
				this.duties.resign();
			}
		}, this.executor);
		this.executor.shutdown();
		try {
			resigned.get(1, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (Exception ex) {
			logger.debug("Region %s: another node takes over when the lease has lapsed".formatted(this.home), ex);
		}
	}

	/**
	 * Whether a reader is heard of at present.
	 */
	private record Reader(String beat, long heardAt, boolean moved) {

		static Reader of(@Nullable Reader known, ReaderMark mark) {
			if (known == null) {
				return new Reader(mark.beat(), System.nanoTime(), false);
			}
			return known.beat().equals(mark.beat()) ? known : new Reader(mark.beat(), System.nanoTime(), true);
		}

		boolean isActive() {
			return this.moved && System.nanoTime() - this.heardAt < 2 * DEAD.toNanos();
		}

	}

}
