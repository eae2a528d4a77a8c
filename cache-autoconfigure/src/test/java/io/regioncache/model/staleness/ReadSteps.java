package io.regioncache.model.staleness;

import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

import io.regioncache.model.staleness.StalenessModel.Act;

import static io.regioncache.model.staleness.Fact.*;

/**
 * What a read with a bound does: it establishes what is level, looks the entry up there,
 * and serves it or asks the origin.
 *
 * @param broken the rules that are not kept
 * @param acts what may happen
 */
record ReadSteps(Set<Rule> broken, Set<Act> acts) {

	void steps(Facts s, BiConsumer<String, Facts> next) {
		if (s.is(ANSWERED)) {
			return;
		}
		if (!s.is(READ)) {
			begin(s, next);
		}
		else if (!s.is(READ_FOUND)) {
			next.accept("the entry is looked up", lookedUp(s));
		}
		else {
			next.accept("the read is answered", answered(s));
		}
	}

	private boolean keeps(Rule rule) {
		return !this.broken.contains(rule);
	}

	private void begin(Facts s, BiConsumer<String, Facts> next) {
		int since = s.stamp() - StalenessModel.BOUND;
		Facts begun = s.with(READ, s.stamp()).with(READ_EPOCH, s.get(LEVEL_EPOCH)).with(READ_OWN, s.get(OWN));
		if (this.acts.contains(Act.NEAR) && isNearLevel(s, since)) {
			next.accept("a near hit", served(begun.with(PLACE, StalenessModel.NEAR), !s.is(FOLLOWED)));
		}
		else if (isHomeLevel(s, since) || !keeps(Rule.LEVEL_BEFORE_LOOKUP)) {
			next.accept("a read begins at home", begun.with(PLACE, StalenessModel.HOME));
		}
		else if (this.acts.contains(Act.ASK_OTHER) && (s.get(OTHER_LEVEL) >= since || !keeps(Rule.OTHERS_ARE_JUDGED))) {
			next.accept("a read begins elsewhere", begun.with(PLACE, StalenessModel.OTHER));
		}
		else {
			next.accept("the origin is asked", s.with(ANSWERED, StalenessModel.ORIGIN));
		}
	}

	private boolean isHomeLevel(Facts s, int since) {
		boolean alone = !this.acts.contains(Act.ASK_SOURCE) && !this.acts.contains(Act.ASK_OTHER);
		boolean forgotten = !this.acts.contains(Act.ASK_DISTANT) || s.is(CUT) && !keeps(Rule.CUT_SOURCES_COUNT);
		return (s.get(LEVEL_SOURCE) >= since || alone) && (s.get(LEVEL_DISTANT) >= since || forgotten);
	}

	private boolean isNearLevel(Facts s, int since) {
		return isHomeLevel(s, since) && !s.is(DECEIVED) && (s.get(COMPARED) >= since || !keeps(Rule.NEAR_IS_JUDGED))
				&& (s.get(FOLLOWED) >= s.get(LEVEL_MARKED) || !keeps(Rule.NEAR_HAS_COME_AS_FAR));
	}

	/**
	 * 1 if the value is there and not marked, else 2.
	 */
	private Facts lookedUp(Facts s) {
		boolean there = (s.get(PLACE) == StalenessModel.HOME) ? !s.is(HOME_MARKED)
				: !s.is(WROTE_SOURCE) && !s.is(SOURCE_HOME) && !s.is(SOURCE_DISTANT);
		boolean same = s.get(PLACE) != StalenessModel.HOME || s.get(READ_EPOCH) == s.get(HOME_EPOCH)
				|| !keeps(Rule.EPOCHS_OF_HOME_COUNT);
		boolean own = s.get(PLACE) == StalenessModel.OTHER && s.is(READ_OWN) && !s.is(SOURCE_HOME)
				&& keeps(Rule.OWN_WRITES_COUNT);
		return s.with(READ_FOUND, (there && same && !own) ? 1 : 2);
	}

	private Facts answered(Facts s) {
		boolean late = s.get(PLACE) == StalenessModel.HOME && !keeps(Rule.LEVEL_BEFORE_LOOKUP)
				&& !isHomeLevel(s, s.get(READ) - StalenessModel.BOUND);
		return served(s, s.get(READ_FOUND) == 1 && !late);
	}

	/**
	 * Answer with the value as it was at first, or by the origin.
	 */
	private Facts served(Facts s, boolean first) {
		Facts done = s.with(ANSWERED, first ? s.get(PLACE) : StalenessModel.ORIGIN)
			.without(READ, PLACE, READ_EPOCH, READ_FOUND, READ_OWN);
		boolean old = Stream
			.of(WROTE_SOURCE, this.acts.contains(Act.OTHER_KEY) ? WROTE_SOURCE : WROTE_DISTANT, WROTE_HOME)
			.anyMatch((write) -> s.is(write) && s.get(write) < s.get(READ) - StalenessModel.BOUND);
		return first && old ? done.with(BROKEN, 1) : first && s.is(READ_OWN) ? done.with(BROKEN, 2) : done;
	}

}
