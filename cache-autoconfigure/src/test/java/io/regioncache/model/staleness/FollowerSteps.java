package io.regioncache.model.staleness;

import java.util.Set;
import java.util.function.BiConsumer;

import io.regioncache.model.staleness.StalenessModel.Act;

import static io.regioncache.model.staleness.Fact.*;

/**
 * What the follower of home does, by which near entries are judged.
 *
 * @param broken the rules that are not kept
 * @param acts what may happen
 */
record FollowerSteps(Set<Rule> broken, Set<Act> acts) {

	void steps(Facts s, BiConsumer<String, Facts> next) {
		if (!this.acts.contains(Act.NEAR) || s.is(DECEIVED)) {
			return;
		}
		if (s.get(FOLLOWED) != s.get(HOME_MARKED) && !s.is(SWALLOWED)) {
			next.accept("the marker is pushed", s.with(FOLLOWED, s.get(HOME_MARKED)));
			if (this.acts.contains(Act.SWALLOW)) {
				next.accept("the push is swallowed", s.with(SWALLOWED, 1));
			}
		}
		if (!s.is(COMPARING) && s.get(COMPARED) != s.stamp()) {
			next.accept("the markers are asked for",
					s.with(COMPARING, s.stamp()).with(COMPARING_MARKED, s.get(HOME_MARKED)));
		}
		if (s.is(COMPARING)) {
			Facts answered = s.without(COMPARING, COMPARING_MARKED);
			next.accept("the markers are compared", (s.get(COMPARING_MARKED) != s.get(FOLLOWED))
					? answered.with(DECEIVED, 1) : answered.with(COMPARED, comparedAt(s)));
		}
	}

	private int comparedAt(Facts s) {
		return this.broken.contains(Rule.ASKING_TIME_COUNTS) ? s.stamp() : s.get(COMPARING);
	}

}
