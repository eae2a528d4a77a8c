package io.regioncache.replication.warming;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

import io.regioncache.region.Clocks;
import io.regioncache.replication.warming.HomeRoom.End;
import io.regioncache.replication.warming.Survey.Result;
import io.regioncache.replication.warming.Survey.Verdict;
import io.regioncache.store.session.Session;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Copies the entries of one neighbor to the home region, unless that has them already or
 * there is nothing to copy.
 */
final class NeighborCopy {

	private static final Log logger = LogFactory.getLog(NeighborCopy.class);

	private final AtomicBoolean begun = new AtomicBoolean();

	private final String region;

	private final WarmUpSettings settings;

	private final WarmUpListener listener;

	private final BooleanSupplier goesOn;

	private final Clocks clocks;

	private final Waiting waiting;

	/**
	 * Create a copy.
	 * @param region the name of the home region
	 * @param goesOn whether to go on
	 */
	NeighborCopy(String region, WarmUpSettings settings, WarmUpListener listener, BooleanSupplier goesOn,
			Clocks clocks) {
		this.region = region;
		this.settings = settings;
		this.listener = listener;
		this.goesOn = goesOn;
		this.clocks = clocks;
		this.waiting = new Waiting(settings.timeout());
	}

	/**
	 * Whether it has begun to copy.
	 */
	boolean hasBegun() {
		return this.begun.get();
	}

	/**
	 * Copy, if home lacks most of what the neighbor has.
	 * @param note where the beginning is noted
	 * @param again whether another copy had begun
	 * @return whether nothing is left to be done
	 */
	boolean run(Session home, Neighbor neighbor, WarmUpNote note, boolean again) throws Exception {
		Throttle throttle = new Throttle(this.settings.bytesPerSecond(), this.clocks.monotonic());
		EntryCopier copier = new EntryCopier(home, this.clocks);
		Result survey = new Survey(pages(neighbor, throttle), neighbor, copier, this.waiting).run(again,
				this.settings.mostRemembered());
		if (survey.verdict() != Verdict.COPY) {
			return survey.verdict() == Verdict.HOME_IS_WARM;
		}
		note.begun();
		this.begun.set(true);
		logger.info("Region %s has lost its entries or is new; copying those of %s, the most used of %,d first"
			.formatted(this.region, neighbor.name(), survey.hottest().size()));
		WarmUpProgress progress = new WarmUpProgress(neighbor.name(), this.listener);
		HomeRoom room = new HomeRoom(home, this.goesOn, this.waiting);
		return copy(new WarmUpRun(neighbor, copier, throttle, this.waiting, progress, room), survey.hottest(),
				() -> pages(neighbor, throttle), progress);
	}

	private boolean copy(WarmUpRun run, HottestEntries hottest, Pages others, WarmUpProgress progress)
			throws Exception {
		long startedAt = this.clocks.monotonic().nanos();
		End end = run.copy(hottest.inOrder());
		if (end == End.DONE && hottest.areCut()) {
			end = copyOthers(run, others.begin());
		}
		Duration took = Duration.ofNanos(this.clocks.monotonic().nanos() - startedAt);
		logger.info("Region %s: %s from %s in %.1f s%s".formatted(this.region, progress, progress.neighbor(),
				took.toMillis() / 1e3, describe(end)));
		if (end != End.STOPPED) {
			this.listener.finished(progress.neighbor(), took);
		}
		return end != End.STOPPED;
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

	private EntryPages pages(Neighbor neighbor, Throttle throttle) throws Exception {
		return EntryPages.of(neighbor, throttle, this.waiting);
	}

	private static String describe(End end) {
		return switch (end) {
			case DONE -> "";
			case STOPPED -> "; the warm-up stops, because this process no longer pulls for the region";
			case FULL -> "; the warm-up ends, because the region's Redis has used 80 % of its memory";
		};
	}

	/**
	 * Begins to read all entries.
	 */
	@FunctionalInterface
	private interface Pages {

		EntryPages begin() throws Exception;

	}

}
