package io.regioncache.replication.warming;

import java.time.Duration;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

import io.regioncache.region.Clocks;
import io.regioncache.replication.SourceState;
import io.regioncache.replication.warming.Survey.Result;
import io.regioncache.replication.warming.Survey.Verdict;
import io.regioncache.replication.warming.WarmUpRun.End;
import io.regioncache.store.RegionStore;
import io.regioncache.store.connection.PeriodicWorker;
import io.regioncache.store.position.VersionVectorQuery;
import io.regioncache.store.session.Failures;
import io.regioncache.store.session.RedisConnector;
import io.regioncache.store.session.ServerStatus;
import io.regioncache.store.session.Session;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

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

	private static final String FIELD = "warm";

	private static final String BEGUN = "begun";

	private static final String DONE = "done";

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

	private final WarmUpSettings settings;

	private final WarmUpListener listener;

	private final Clocks clocks;

	private final Waiting waiting;

	private final Set<String> forbidden = new HashSet<>();

	private long epoch;

	private boolean settled;

	private boolean copying;

	private long firstTriedAt;

	private long nextTryAt;

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
		this.settings = settings;
		this.listener = listener;
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
		long present = session.progress().epoch();
		if (present != this.epoch) {
			begin(present, now);
		}
		if (this.settled || now - this.nextTryAt < 0) {
			return;
		}
		this.nextTryAt = now + RETRY.toNanos();
		this.copying = false;
		try {
			warm(neighbors, now - this.firstTriedAt > PATIENCE.toNanos());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (Exception ex) {
			if (this.copying) {
				logger.warn("Region %s: the warm-up was interrupted and continues in %d s: %s"
					.formatted(this.store.region(), RETRY.toSeconds(), Failures.describe(ex)));
			}
			logger.debug("Region %s cannot be warmed at present; retrying".formatted(this.store.region()), ex);
		}
	}

	private void begin(long epoch, long now) {
		this.epoch = epoch;
		this.settled = false;
		this.forbidden.clear();
		this.firstTriedAt = now;
		this.nextTryAt = now;
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

	private void warm(List<String> neighbors, boolean late) throws Exception {
		try (RegionConnection home = connect(this.store.region())) {
			String state = state(home.session());
			if (DONE.equals(state)) {
				this.settled = true;
				return;
			}
			for (String neighbor : neighbors) {
				if (!this.forbidden.contains(neighbor) && warm(home, neighbor, BEGUN.equals(state))) {
					settle(home.session());
					return;
				}
			}
			if (late || this.forbidden.containsAll(neighbors)) {
				settle(home.session());
			}
		}
	}

	private RegionConnection connect(String region) throws Exception {
		return RegionConnection.open(this.connectors.apply(region), this.waiting);
	}

	/**
	 * What is noted of this epoch.
	 */
	private @Nullable String state(Session home) throws Exception {
		List<@Nullable String> fields = this.waiting.of(home.read(List.of(FIELD)));
		String noted = fields.get(0);
		String prefix = HexFormat.of().toHexDigits(this.epoch) + ':';
		return (noted != null && noted.startsWith(prefix)) ? noted.substring(prefix.length()) : null;
	}

	private void note(Session home, String state) throws Exception {
		this.waiting.of(home.fields().write(FIELD, HexFormat.of().toHexDigits(this.epoch) + ':' + state));
	}

	private void settle(Session home) throws Exception {
		note(home, DONE);
		this.settled = true;
	}

	/**
	 * Warm home from one neighbor.
	 * @return whether that is settled
	 */
	private boolean warm(RegionConnection home, String name, boolean begun) throws Exception {
		try (RegionConnection other = connect(name)) {
			if (this.waiting.of(VersionVectorQuery.ask(home.session()))
				.nameUnknownTo(this.waiting.of(VersionVectorQuery.ask(other.session())))) {
				// It has not heard of this epoch yet, and would be refused
				return false;
			}
			Neighbor neighbor = new Neighbor(name, regions(), other.session(), this.policy, this.clocks.monotonic());
			return warm(home.session(), neighbor, begun);
		}
		catch (Exception ex) {
			Throwable root = Failures.rootOf(ex);
			if (Failures.isForbidden(root)) {
				logger.warn(
						"Region %s is not warmed from %s; its entries are loaded when they are read. Grant the rights that docs/security.md lists for a warm-up, or set 'regions.replication.warm-up.caches=none': %s"
							.formatted(this.store.region(), name, root.getMessage()));
				this.forbidden.add(name);
				return false;
			}
			throw ex;
		}
	}

	private boolean warm(Session home, Neighbor neighbor, boolean begun) throws Exception {
		Throttle throttle = new Throttle(this.settings.bytesPerSecond(), this.clocks.monotonic());
		EntryCopier copier = new EntryCopier(home, this.clocks);
		Result survey = new Survey(pages(neighbor, throttle), neighbor, copier, this.waiting).run(begun,
				this.settings.mostRemembered());
		if (survey.verdict() != Verdict.COPY) {
			return survey.verdict() == Verdict.HOME_IS_WARM;
		}
		note(home, BEGUN);
		this.copying = true;
		long startedAt = this.clocks.monotonic().nanos();
		logger.info("Region %s has lost its entries or is new; copying those of %s, the most used of %,d first"
			.formatted(this.store.region(), neighbor.name(), survey.hottest().size()));
		WarmUpProgress progress = new WarmUpProgress(neighbor.name(), this.listener);
		WarmUpRun run = new WarmUpRun(neighbor, copier, throttle, this.waiting, progress, this::goesOn,
				() -> ServerStatus.ask(home));
		End end = run.copy(survey.hottest().inOrder());
		if (end == End.DONE && survey.hottest().areCut()) {
			end = copyOthers(run, pages(neighbor, throttle));
		}
		Duration took = Duration.ofNanos(this.clocks.monotonic().nanos() - startedAt);
		logger.info("Region %s: %s from %s in %.1f s%s".formatted(this.store.region(), progress, neighbor.name(),
				took.toMillis() / 1e3, describe(end)));
		if (end != End.STOPPED) {
			this.listener.finished(neighbor.name(), took);
		}
		return end != End.STOPPED;
	}

	private static String describe(End end) {
		return switch (end) {
			case DONE -> "";
			case STOPPED -> "; the warm-up stops, because this process no longer pulls for the region";
			case FULL -> "; the warm-up ends, because the region's Redis has used 80 % of its memory";
		};
	}

	private EntryPages pages(Neighbor neighbor, Throttle throttle) throws Exception {
		return EntryPages.of(neighbor, throttle, this.waiting);
	}

	private static End copyOthers(WarmUpRun run, EntryPages pages) throws Exception {
		while (pages.hasNext()) {
			End end = run.copy(pages.next());
			if (end != End.DONE) {
				return end;
			}
		}
		return End.DONE;
	}

	private boolean goesOn() {
		Session session = this.store.own().link().session();
		return !this.worker.areOver() && !this.sources.get().isEmpty()
				&& (session == null || session.progress().epoch() == this.epoch);
	}

	/**
	 * Stop copying.
	 */
	@Override
	public void close() {
		this.worker.close();
	}

}
