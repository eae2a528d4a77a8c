package io.regioncache.replication.warming;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

import io.regioncache.region.Clocks;
import io.regioncache.replication.SourceState;
import io.regioncache.replication.warming.WarmUpNote.State;
import io.regioncache.store.RegionStore;
import io.regioncache.store.connection.PeriodicWorker;
import io.regioncache.store.position.VersionVectorQuery;
import io.regioncache.store.session.Failures;
import io.regioncache.store.session.RedisConnector;
import io.regioncache.store.session.Session;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Fills the home region from a neighbor after it has begun a new epoch without entries:
 * it is new, or its server has lost them.
 * <p>
 * Only the process that pulls for the region copies, once it is level with the neighbor.
 * It notes in the metadata that it has begun, so that another one goes on if it dies, and
 * that it is done. Two that copy at once do no harm.
 */
public final class WarmUp implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(WarmUp.class);

	private static final long TURN_MILLIS = 500;

	/**
	 * After how long a neighbor is asked again that has nothing to copy yet.
	 */
	private static final Duration RETRY = Duration.ofSeconds(2);

	/**
	 * For how long neighbors are asked: later the region has warmed up by itself.
	 */
	private static final Duration PATIENCE = Duration.ofMinutes(10);

	private final PeriodicWorker worker;

	private final RegionStore store;

	private final Supplier<Map<String, SourceState>> sources;

	private final Function<String, RedisConnector> connectors;

	private final CopyPolicy policy;

	private final Supplier<NeighborCopy> copies;

	private final Clocks clocks;

	private final Waiting waiting;

	private final Set<String> forbidden = new HashSet<>();

	private WarmUpTries tries = new WarmUpTries(0, false, 0, 0);

	/**
	 * Create a warm-up; nothing is done before {@link #start()}.
	 * @param store the home region
	 * @param sources how far the home region has got with each region from which this
	 * process pulls; empty where it does not pull
	 * @param connectors connects to a region, over connections apart from those of the
	 * cache
	 * @param policy which entries are copied
	 * @param settings how they are copied
	 * @param listener is told what was copied
	 */
	public WarmUp(RegionStore store, Supplier<Map<String, SourceState>> sources,
			Function<String, RedisConnector> connectors, CopyPolicy policy, WarmUpSettings settings,
			WarmUpListener listener) {
		this.store = store;
		this.sources = sources;
		this.connectors = connectors;
		this.policy = policy;
		this.copies = () -> new NeighborCopy(store.region(), settings, listener, this::goesOn, Clocks.SYSTEM);
		this.clocks = Clocks.SYSTEM;
		this.waiting = new Waiting(settings.timeout());
		this.worker = new PeriodicWorker("region-cache-warm-up-" + store.region(), this::turn, () -> TURN_MILLIS,
				store.failures());
	}

	/**
	 * Begin to look whether the region needs it.
	 */
	public void start() {
		this.worker.start();
	}

	private void turn() {
		Session session = this.store.own().link().session();
		List<String> neighbors = neighbors();
		if (session == null || neighbors.isEmpty()) {
			return;
		}
		long now = this.clocks.monotonic().nanos();
		if (session.progress().epoch() != this.tries.epoch()) {
			this.forbidden.clear();
			this.tries = new WarmUpTries(session.progress().epoch(), false, now, now);
		}
		if (this.tries.areDue(now)) {
			this.tries = this.tries.next(now + RETRY.toNanos());
			warm(neighbors, now - this.tries.firstAt() > PATIENCE.toNanos());
		}
	}

	private void warm(List<String> neighbors, boolean late) {
		NeighborCopy copy = this.copies.get();
		try {
			warm(neighbors, late, copy);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (Exception ex) {
			if (copy.hasBegun()) {
				logger.warn("Region %s: the warm-up was interrupted and continues in %d s: %s"
					.formatted(this.store.region(), RETRY.toSeconds(), Failures.describe(ex)));
			}
			logger.debug("Region %s cannot be warmed at present; retrying".formatted(this.store.region()), ex);
		}
	}

	/**
	 * The regions with which this process is level.
	 */
	private List<String> neighbors() {
		return this.sources.get()
			.entrySet()
			.stream()
			.filter((source) -> source.getValue().records() == 0 && source.getValue().lag().isZero())
			.map(Map.Entry::getKey)
			.toList();
	}

	private Set<String> regions() {
		Set<String> regions = new HashSet<>(this.sources.get().keySet());
		regions.add(this.store.region());
		return regions;
	}

	private void warm(List<String> neighbors, boolean late, NeighborCopy copy) throws Exception {
		try (RegionConnection home = connect(this.store.region())) {
			WarmUpNote note = new WarmUpNote(home.session(), this.tries.epoch(), this.waiting);
			State state = note.read();
			if (state != State.DONE) {
				boolean begun = state == State.BEGUN;
				if (!settles(neighbors, home.session(), note, copy, begun) && !late
						&& !this.forbidden.containsAll(neighbors)) {
					return;
				}
				note.done();
			}
			this.tries = this.tries.asSettled();
		}
	}

	private boolean settles(List<String> neighbors, Session home, WarmUpNote note, NeighborCopy copy, boolean begun)
			throws Exception {
		for (String neighbor : neighbors) {
			if (!this.forbidden.contains(neighbor) && warm(home, neighbor, note, copy, begun)) {
				return true;
			}
		}
		return false;
	}

	private RegionConnection connect(String region) throws Exception {
		return RegionConnection.open(this.connectors.apply(region), this.waiting);
	}

	/**
	 * Warm home from one neighbor.
	 * @return whether that is settled
	 */
	private boolean warm(Session home, String name, WarmUpNote note, NeighborCopy copy, boolean begun)
			throws Exception {
		try (RegionConnection other = connect(name)) {
			if (this.waiting.of(VersionVectorQuery.ask(home))
				.nameUnknownTo(this.waiting.of(VersionVectorQuery.ask(other.session())))) {
				// It has not heard of this epoch yet, and would be refused
				return false;
			}
			Neighbor neighbor = new Neighbor(name, regions(), other.session(), this.policy, this.clocks.monotonic());
			return copy.run(home, neighbor, note, begun);
		}
		catch (Exception ex) {
			if (!Failures.isForbidden(Failures.rootOf(ex))) {
				throw ex;
			}
			forbidden(name, Failures.rootOf(ex));
			return false;
		}
	}

	private void forbidden(String neighbor, Throwable ex) {
		logger.warn(
				"Region %s is not warmed from %s; its entries are loaded when they are read. Grant the rights that docs/security.md lists for a warm-up, or set 'regions.replication.warm-up.caches=none': %s"
					.formatted(this.store.region(), neighbor, ex.getMessage()));
		this.forbidden.add(neighbor);
	}

	private boolean goesOn() {
		Session session = this.store.own().link().session();
		return !this.worker.areOver() && !this.sources.get().isEmpty()
				&& (session == null || session.progress().epoch() == this.tries.epoch());
	}

	/**
	 * Stop copying.
	 */
	@Override
	public void close() {
		this.worker.close();
	}

}
