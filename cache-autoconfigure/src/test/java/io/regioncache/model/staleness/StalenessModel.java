package io.regioncache.model.staleness;

import java.util.Set;
import java.util.function.BiConsumer;

import io.regioncache.model.Model;

import static io.regioncache.model.staleness.Fact.*;

/**
 * One value, cached at home, near, and in another region that is also a source of home; a
 * distant region is a source of both. Whoever invalidates it makes what is cached old,
 * and no read may return it that begins more than {@link #BOUND} later.
 *
 * @param broken the rules that are not kept
 * @param acts what may happen
 */
record StalenessModel(Set<Rule> broken, Set<Act> acts) {

	static final int BOUND = 1;

	static final int END = 2;

	static final int HOME = 1;

	static final int NEAR = 2;

	static final int OTHER = 3;

	static final int ORIGIN = 4;

	Model<Facts> model() {
		Facts start = Facts.none().with(TAIL_FIRST, 1).with(HOME_FIRST, 1);
		return Model.of(start, this::steps)
			.withFaults(this::faults)
			.always((state) -> state.is(BROKEN)
					? "a read returned what was older than " + ((state.get(BROKEN) == 1) ? "its bound" : "an own write")
					: null);
	}

	private boolean can(Act act) {
		return this.acts.contains(act);
	}

	private boolean keeps(Rule rule) {
		return !this.broken.contains(rule);
	}

	private void steps(Facts s, BiConsumer<String, Facts> next) {
		if (s.get(NOW) < END) {
			next.accept("time passes", s.with(NOW, s.get(NOW) + 1));
		}
		writes(s, next);
		replication(s, next);
		questions(s, next);
		new FollowerSteps(this.broken, this.acts).steps(s, next);
		new ReadSteps(this.broken, this.acts).steps(s, next);
	}

	private void writes(Facts s, BiConsumer<String, Facts> next) {
		if (can(Act.WRITE_SOURCE) && !s.is(WROTE_SOURCE) && !s.is(TAIL_SECOND)) {
			next.accept("the source invalidates",
					s.with(WROTE_SOURCE, s.stamp()).with(TAIL_FIRST, s.get(TAIL_FIRST) + 1));
		}
		if (can(Act.WRITE_DISTANT) && !s.is(WROTE_DISTANT)) {
			next.accept("the distant source invalidates", s.with(WROTE_DISTANT, s.stamp()));
		}
		if (can(Act.WRITE_HOME) && !s.is(WROTE_HOME)) {
			Facts written = s.with(WROTE_HOME, s.stamp()).with(HOME_MARKED, 1);
			next.accept("another process of home invalidates", written);
			next.accept("this process invalidates", written.with(OWN, 1).with(FOLLOWED, 1));
		}
	}

	private void replication(Facts s, BiConsumer<String, Facts> next) {
		if (s.get(HOME_FIRST) < s.get(TAIL_FIRST)) {
			next.accept("home applies the source", s.with(HOME_FIRST, s.get(HOME_FIRST) + 1).with(HOME_MARKED, 1));
		}
		else if (s.get(HOME_SECOND) < s.get(TAIL_SECOND)) {
			Facts applied = s.with(HOME_SECOND, s.get(HOME_SECOND) + 1);
			next.accept("home applies the source's new epoch", (applied.get(HOME_SECOND) == 1) ? applied.with(AWAITS, 1)
					: applied.with(AWAITS, 0).with(HOME_MARKED, s.is(WROTE_SOURCE) ? 1 : s.get(HOME_MARKED)));
		}
		if (s.get(TAIL_SECOND) == 1) {
			next.accept("the source's writers send again", s.with(TAIL_SECOND, 2));
		}
		if (s.is(WROTE_DISTANT) && !s.is(CUT) && !s.is(HOME_DISTANT)) {
			next.accept("home applies the distant source",
					s.with(HOME_DISTANT, 1).with(HOME_MARKED, can(Act.OTHER_KEY) ? s.get(HOME_MARKED) : 1));
		}
		if (s.is(WROTE_DISTANT) && !s.is(CUT) && !s.is(SOURCE_DISTANT)) {
			next.accept("the source applies the distant one", s.with(SOURCE_DISTANT, 1));
		}
		if (s.is(WROTE_HOME) && !s.is(SOURCE_HOME)) {
			next.accept("the source applies home", s.with(SOURCE_HOME, 1));
		}
	}

	private void questions(Facts s, BiConsumer<String, Facts> next) {
		if (can(Act.ASK_SOURCE) && !s.is(ASKED) && s.get(KNOWN) != s.stamp()) {
			boolean second = s.is(TAIL_SECOND);
			next.accept("the source is asked",
					s.with(ASKED, s.stamp())
						.with(ASKED_EPOCH, second ? 1 : 0)
						.with(ASKED_TAIL, s.get(second ? TAIL_SECOND : TAIL_FIRST)));
		}
		if (s.is(ASKED)) {
			next.accept("the source answers",
					s.with(KNOWN, keeps(Rule.ASKING_TIME_COUNTS) ? s.get(ASKED) : s.stamp())
						.with(KNOWN_EPOCH, s.get(ASKED_EPOCH))
						.with(KNOWN_TAIL, s.get(ASKED_TAIL))
						.without(ASKED, ASKED_EPOCH, ASKED_TAIL));
		}
		if (s.get(KNOWN) > s.get(LEVEL_SOURCE) && covers(s)) {
			next.accept("home covers the tail", level(s, LEVEL_SOURCE, s.get(KNOWN)));
		}
		if (can(Act.ASK_DISTANT) && !s.is(CUT) && (s.is(HOME_DISTANT) || !s.is(WROTE_DISTANT))
				&& s.get(LEVEL_DISTANT) != s.stamp()) {
			next.accept("home is level with the distant source", level(s, LEVEL_DISTANT, s.stamp()));
		}
		if (can(Act.ASK_OTHER) && !s.is(CUT) && (s.is(SOURCE_DISTANT) || !s.is(WROTE_DISTANT))
				&& (s.is(SOURCE_HOME) || !s.is(WROTE_HOME)) && s.get(OTHER_LEVEL) != s.stamp()) {
			next.accept("the source is level with both", s.with(OTHER_LEVEL, s.stamp()));
		}
	}

	private Facts level(Facts s, Fact source, int time) {
		boolean mixed = s.get(LEVEL_EPOCH) != s.get(HOME_EPOCH) && keeps(Rule.EPOCHS_OF_HOME_ARE_NOT_MIXED);
		Facts before = mixed ? s.without(LEVEL_SOURCE, LEVEL_DISTANT) : s;
		return before.with(source, time).with(LEVEL_EPOCH, s.get(HOME_EPOCH)).with(LEVEL_MARKED, s.get(HOME_MARKED));
	}

	private boolean covers(Facts s) {
		if (s.is(AWAITS) && keeps(Rule.AWAITED_WRITERS_COUNT)) {
			return false;
		}
		int applied = s.get((s.get(KNOWN_EPOCH) == 0) ? HOME_FIRST : HOME_SECOND);
		if (!keeps(Rule.EPOCHS_OF_SOURCES_COUNT)) {
			applied = Math.max(s.get(HOME_FIRST), s.get(HOME_SECOND));
		}
		if (!keeps(Rule.EACH_SOURCE_IS_COMPARED)) {
			applied += s.get(HOME_DISTANT);
		}
		return applied >= s.get(KNOWN_TAIL);
	}

	private void faults(Facts s, BiConsumer<String, Facts> next) {
		if (can(Act.CUT) && !s.is(Fact.CUT)) {
			next.accept("the distant source is cut off", s.with(Fact.CUT, 1));
		}
		if (can(Act.SOURCE_FAILS) && !s.is(TAIL_SECOND)) {
			next.accept("the source loses its tail", s.with(TAIL_FIRST, 1).with(TAIL_SECOND, 1));
		}
		if (can(Act.HOME_FAILS) && !s.is(HOME_EPOCH)) {
			next.accept("home loses what it has applied",
					s.with(HOME_EPOCH, 1).with(HOME_FIRST, 1).without(HOME_MARKED, FOLLOWED, LEVEL_MARKED));
		}
	}

	/**
	 * What may happen.
	 */
	enum Act {

		WRITE_SOURCE, WRITE_DISTANT, WRITE_HOME, ASK_SOURCE, ASK_DISTANT, ASK_OTHER, NEAR, CUT, SOURCE_FAILS,
		HOME_FAILS, SWALLOW,

		/** What the distant source invalidates is another value. */
		OTHER_KEY

	}

}
