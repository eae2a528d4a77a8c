package io.regioncache.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * One connection over which two readers ask for an entry and its marker, and
 * invalidations that come over it or from another node.
 *
 * @param marker what the server holds
 * @param returned the newest marker whose invalidation has returned
 * @param tracked whether the server is to tell the connection of the next change
 * @param late whether a word is still to be sent that is sent when the server finds time
 * @param asked what the server has not executed yet, in order
 * @param answers what the client has not read yet, in order
 * @param known the marker that the client knows, or {@link #NOTHING}
 * @param reads how far each reader has come
 * @param invalidations how many may still begin
 * @param losses how often the connection may still be lost
 */
record TrackedReads(int marker, int returned, boolean tracked, boolean late, List<Message> asked, List<Message> answers,
		int known, List<Read> reads, int invalidations, int losses) {

	private static final int NOTHING = -1;

	private static final TrackedReads START = new TrackedReads(0, 0, false, false, List.of(), List.of(), NOTHING,
			List.of(Read.NONE, Read.NONE), 3, 1);

	static Model<TrackedReads> model(Set<Rule> broken) {
		return Model.of(START, (state, next) -> state.steps(broken, next))
			.withFaults((state, next) -> state.faults(broken, next))
			.always(TrackedReads::wrong)
			.reaches("a hit that costs one GET", (state) -> state.reads.stream().anyMatch((read) -> read.at == At.KNEW))
			.reaches("a word that comes while a GET is under way",
					(state) -> state.known < 0 && state.reads.stream().anyMatch((read) -> read.at == At.GETS));
	}

	private @Nullable String wrong() {
		return this.reads.stream()
			.filter((read) -> read.isServed() && read.judgedBy < read.promised)
			.map((read) -> "judged by %d, promised %d".formatted(read.judgedBy, read.promised))
			.findFirst()
			.orElse(null);
	}

	private void steps(Set<Rule> broken, BiConsumer<String, TrackedReads> next) {
		for (int i = 0; i < this.reads.size(); i++) {
			int reader = i;
			if (!this.reads.get(i).isUnderWay() && this.reads.get(i).left > 0) {
				next.accept("reader %d begins".formatted(i), after((draft) -> draft.begin(reader, this.returned)));
			}
		}
		if (this.invalidations > 0) {
			next.accept("another node invalidates", after((draft) -> {
				draft.invalidations--;
				draft.mark(broken, draft.answers.size());
			}));
			next.accept("this node invalidates", after((draft) -> {
				draft.invalidations--;
				draft.asked.add(new Message(Kind.INVALIDATE, NOTHING, NOTHING));
			}));
		}
		if (this.returned < this.marker) {
			next.accept("what was invalidated returns elsewhere", after((draft) -> draft.returned = draft.marker));
		}
		if (this.late) {
			next.accept("the server finds time for its word", after((draft) -> {
				draft.late = false;
				draft.answers.add(Message.WORD);
			}));
		}
		if (!this.asked.isEmpty()) {
			next.accept("the server executes " + this.asked.get(0).kind, after((draft) -> draft.execute(broken)));
		}
		if (!this.answers.isEmpty()) {
			next.accept("the client reads " + this.answers.get(0).kind, after((draft) -> draft.hear(broken)));
		}
	}

	private void faults(Set<Rule> broken, BiConsumer<String, TrackedReads> next) {
		if (this.losses > 0) {
			next.accept("the connection is lost", after((draft) -> draft.lose(broken)));
		}
	}

	private TrackedReads after(Consumer<Draft> step) {
		Draft draft = new Draft(this);
		step.accept(draft);
		return new TrackedReads(draft.marker, draft.returned, draft.tracked, draft.late, List.copyOf(draft.asked),
				List.copyOf(draft.answers), draft.known, List.copyOf(draft.reads), draft.invalidations, draft.losses);
	}

	/**
	 * What makes the answer to a {@code GET} enough.
	 */
	enum Rule {

		/** The server sends its word before it executes anything else. */
		WORD_AHEAD_OF_LATER_ANSWERS,

		/** Whether a word has come is asked when the answer has, not when it was sent. */
		CHECKED_WHEN_ANSWERED,

		/** A lookup is tracked before it reads. */
		TRACKED_BEFORE_READ,

		/** A lookup that was not tracked tells nothing of later. */
		ONLY_WHAT_IS_TRACKED_IS_KNOWN,

		/** After a word, lookups are to be tracked once more. */
		ENDS_WITH_A_WORD,

		/** Nothing is known of a connection that was not learned over it. */
		ENDS_WITH_ITS_CONNECTION

	}

	private enum Kind {

		LOOK, TRACK, GET, INVALIDATE, WORD

	}

	private enum At {

		NOWHERE, LOOKS, GETS, LOOKED, KNEW

	}

	/**
	 * A command, its answer, or a word.
	 */
	private record Message(Kind kind, int reader, int marker) {

		static final Message WORD = new Message(Kind.WORD, NOTHING, NOTHING);

	}

	/**
	 * One reader.
	 *
	 * @param promised the oldest marker that its present read may be judged by
	 * @param judgedBy the marker by which it judges, or has judged
	 * @param left how many reads it may still begin
	 */
	private record Read(At at, int promised, int judgedBy, int left) {

		static final Read NONE = new Read(At.NOWHERE, 0, 0, 2);

		boolean isUnderWay() {
			return this.at == At.LOOKS || this.at == At.GETS;
		}

		boolean isServed() {
			return this.at == At.LOOKED || this.at == At.KNEW;
		}

	}

	/**
	 * The next state while it is being made.
	 */
	private static final class Draft {

		private final List<Message> asked;

		private final List<Message> answers;

		private final List<Read> reads;

		private int marker;

		private int returned;

		private boolean tracked;

		private boolean late;

		private int known;

		private int invalidations;

		private int losses;

		Draft(TrackedReads state) {
			this.asked = new ArrayList<>(state.asked);
			this.answers = new ArrayList<>(state.answers);
			this.reads = new ArrayList<>(state.reads);
			this.marker = state.marker;
			this.returned = state.returned;
			this.tracked = state.tracked;
			this.late = state.late;
			this.known = state.known;
			this.invalidations = state.invalidations;
			this.losses = state.losses;
		}

		void begin(int reader, int promised) {
			At at = (this.known >= 0) ? At.GETS : At.LOOKS;
			this.reads.set(reader, new Read(at, promised, this.known, this.reads.get(reader).left - 1));
			this.asked.add(new Message((at == At.GETS) ? Kind.GET : Kind.LOOK, reader, NOTHING));
		}

		void mark(Set<Rule> broken, int place) {
			this.marker++;
			if (this.tracked) {
				this.tracked = false;
				if (broken.contains(Rule.WORD_AHEAD_OF_LATER_ANSWERS)) {
					this.late = true;
				}
				else {
					this.answers.add(place, Message.WORD);
				}
			}
		}

		void execute(Set<Rule> broken) {
			Message asked = this.asked.remove(0);
			switch (asked.kind) {
				case LOOK -> {
					this.answers.add(new Message(Kind.LOOK, asked.reader, this.marker));
					if (broken.contains(Rule.TRACKED_BEFORE_READ)) {
						this.asked.add(0, new Message(Kind.TRACK, NOTHING, NOTHING));
					}
					else if (!broken.contains(Rule.ONLY_WHAT_IS_TRACKED_IS_KNOWN)) {
						this.tracked = true;
					}
				}
				case TRACK -> this.tracked = true;
				case INVALIDATE -> {
					// The word of a connection's own change follows the answer
					this.answers.add(asked);
					mark(broken, this.answers.size());
				}
				default -> this.answers.add(asked);
			}
		}

		void hear(Set<Rule> broken) {
			Message heard = this.answers.remove(0);
			switch (heard.kind) {
				case WORD -> this.known = broken.contains(Rule.ENDS_WITH_A_WORD) ? this.known : NOTHING;
				case INVALIDATE -> this.returned = this.marker;
				case LOOK -> {
					this.known = heard.marker;
					serve(heard.reader, At.LOOKED, heard.marker);
				}
				default -> {
					Read read = this.reads.get(heard.reader);
					if (this.known == read.judgedBy || broken.contains(Rule.CHECKED_WHEN_ANSWERED)) {
						serve(heard.reader, At.KNEW, read.judgedBy);
					}
					else {
						this.reads.set(heard.reader, new Read(At.LOOKS, read.promised, NOTHING, read.left));
						this.asked.add(new Message(Kind.LOOK, heard.reader, NOTHING));
					}
				}
			}
		}

		private void serve(int reader, At at, int judgedBy) {
			Read read = this.reads.get(reader);
			this.reads.set(reader, new Read(at, read.promised, judgedBy, read.left));
		}

		void lose(Set<Rule> broken) {
			this.losses--;
			this.asked.clear();
			this.answers.clear();
			this.tracked = false;
			this.late = false;
			this.known = broken.contains(Rule.ENDS_WITH_ITS_CONNECTION) ? this.known : NOTHING;
			this.reads.replaceAll((read) -> read.isUnderWay() ? new Read(At.NOWHERE, 0, 0, read.left) : read);
		}

	}

}
