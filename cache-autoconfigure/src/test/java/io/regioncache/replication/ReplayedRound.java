package io.regioncache.replication;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;

import io.regioncache.replication.redis.TransferredState;
import io.regioncache.region.MonotonicClock;
import io.regioncache.model.LoggedRegion;
import io.regioncache.replication.Globe.Party;
import io.regioncache.replication.redis.ApplyResult;
import io.regioncache.store.log.Cursor;
import io.regioncache.replication.redis.LogPage;
import io.regioncache.store.log.LogRecord;
import io.regioncache.store.log.MarkerWrite;
import io.regioncache.replication.redis.MarkerPage;
import io.regioncache.store.log.VersionVector;
import io.regioncache.replication.redis.Replica;
import io.regioncache.store.log.ShippedValue;
import io.regioncache.replication.redis.SourceLog;
import org.jspecify.annotations.Nullable;

/**
 * A round of the real {@link Puller}, run again up to the question that it has not been
 * answered yet. So all that a model needs to know of a puller is what it was told.
 */
final class ReplayedRound implements SourceLog, Replica {

	private static final Object NO_CURSOR = "no cursor";

	private static final int PAGE = 2;

	private final @Nullable Flaw flaw;

	private final Party me;

	private final List<Object> answers;

	private int asked;

	private @Nullable Question question;

	private Cursor tail = new Cursor(0, 0, 0);

	private ReplayedRound(@Nullable Flaw flaw, Party me) {
		this.flaw = flaw;
		this.me = me;
		this.answers = new ArrayList<>(me.answers());
	}

	/**
	 * Answer the next question, and those about the home region that follow at once.
	 */
	static Globe step(@Nullable Flaw flaw, Globe globe, int who) {
		Globe now = globe;
		boolean asked = false;
		while (true) {
			Party me = now.parties().get(who);
			ReplayedRound round = new ReplayedRound(flaw, me);
			Patience none = new Patience(0, CompletableFuture::new);
			new Puller(name(me.source()), round, round, Steps.MOST, none, MonotonicClock.SYSTEM).round();
			Question question = round.question;
			if (question == null) {
				return now.with(who, me.told(List.of()));
			}
			if (asked && !question.atHome()) {
				return now;
			}
			asked |= !question.atHome();
			Answer answer = question.put().apply(now.region(me.region()).state(), now.region(me.source()).state());
			round.answers.add(answer.told());
			now = now.with(me.region(), answer.home()).with(who, me.told(List.copyOf(round.answers)));
		}
	}

	static String name(int region) {
		return "ABC".substring(region, region + 1);
	}

	@SuppressWarnings("unchecked")
	private <T> CompletableFuture<T> ask(boolean atHome, BiFunction<LoggedRegion, LoggedRegion, Answer> put) {
		if (this.asked < this.answers.size()) {
			Object answer = this.answers.get(this.asked++);
			return CompletableFuture.completedFuture((answer == NO_CURSOR) ? null : (T) answer);
		}
		this.question = new Question(atHome, put);
		return new CompletableFuture<>();
	}

	private <T> CompletableFuture<T> askSource(BiFunction<LoggedRegion, LoggedRegion, Object> answer) {
		return ask(false, (home, source) -> new Answer(home, answer.apply(home, source)));
	}

	@Override
	public CompletableFuture<LogPage> read(@Nullable Cursor cursor) {
		return this.<LogPage>askSource((home, source) -> {
			List<LogRecord> records = (cursor == null) ? List.of()
					: source.log()
						.stream()
						.filter((record) -> record.at().sequence() > cursor.sequence())
						.limit(PAGE)
						.toList();
			return (cursor == null) ? new LogPage(source.tail(), records)
					: SimulatedLog.page(this.flaw, cursor, source.tail(), records);
		}).thenApply((page) -> {
			this.tail = page.tail();
			return page;
		});
	}

	@Override
	public CompletableFuture<MarkerPage> markers(String page, long from) {
		long least = (this.flaw == Flaw.MARKERS_ABOVE_THE_CURSOR_ONLY) ? from + 1 : from;
		return askSource((home, source) -> {
			List<MarkerWrite> marks = new ArrayList<>(SimulatedLog.marks(source, "0", least).marks());
			marks.addAll(SimulatedLog.marks(source, "1", least).marks());
			return new MarkerPage("0", marks);
		});
	}

	@Override
	public CompletableFuture<Floor> floor() {
		return askSource((home, source) -> new Floor(
				(this.flaw == Flaw.TRANSFER_ACROSS_EPOCHS) ? this.tail.epoch() : source.epoch(),
				(this.flaw == Flaw.FLOOR_NOT_READ) ? 0 : source.region().floor()));
	}

	@Override
	public CompletableFuture<VersionVector> positions() {
		return askSource((home, source) -> source.positions());
	}

	@Override
	public CompletableFuture<VersionVector> known(VersionVector epochs) {
		return ask(true, (home, source) -> new Answer(home, SimulatedReplica.known(this.flaw, home, epochs)));
	}

	@Override
	public CompletableFuture<@Nullable Cursor> cursor(String source) {
		return ask(true, (home, from) -> {
			LoggedRegion state = home;
			if (this.flaw == Flaw.LOST_CURSOR_TAKES_THE_TAIL && home.cursors().get(source) == null) {
				state = home.withCursor(source, from.tail());
			}
			Cursor cursor = state.cursors().get(source);
			return new Answer(state, (cursor != null) ? cursor : NO_CURSOR);
		});
	}

	@Override
	public CompletableFuture<ApplyResult> apply(String source, Cursor from, Cursor to, List<LogRecord> records,
			int mostEpochs) {
		return ask(false, (home, there) -> {
			Cursor stored = home.cursors().get(source);
			if (this.flaw == Flaw.CURSOR_INCREMENTED && stored != null) {
				Cursor next = new Cursor(to.epoch(), stored.sequence() + to.sequence() - from.sequence(), to.clock());
				return new Answer(SimulatedReplica.applied(this.flaw, home, source, next, records),
						ApplyResult.APPLIED);
			}
			return home.hasCursor(source, from)
					? new Answer(SimulatedReplica.applied(this.flaw, home, source, to, records), ApplyResult.APPLIED)
					: new Answer(home, ApplyResult.MOVED);
		});
	}

	@Override
	public CompletableFuture<ApplyResult> finish(String source, @Nullable Cursor from, Cursor to,
			TransferredState state, int mostEpochs) {
		return ask(false,
				(home, there) -> home.hasCursor(source, from)
						? new Answer(SimulatedReplica.finished(this.flaw, home, source, to, state), ApplyResult.APPLIED)
						: new Answer(home, ApplyResult.MOVED));
	}

	@Override
	public CompletableFuture<Boolean> arrive(ShippedValue value) {
		throw new IllegalStateException("No region of the model ships values");
	}

	private record Question(boolean atHome, BiFunction<LoggedRegion, LoggedRegion, Answer> put) {

	}

	private record Answer(LoggedRegion home, Object told) {

	}

}
