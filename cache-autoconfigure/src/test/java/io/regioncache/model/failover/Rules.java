package io.regioncache.model.failover;

import org.jspecify.annotations.Nullable;

/**
 * The protocol, all rules kept but at most one.
 *
 * @param broken the rule that a mutant breaks
 * @param alone whether there is no other region: a replica confirms in its place
 * @param impatient whether recovery may give up at any time, as if its time limit were
 * too short
 */
record Rules(@Nullable Rule broken, boolean alone, boolean impatient) {

	static final Rules WHOLE = new Rules(null, false, false);

	static final Rules ALONE = new Rules(null, true, false);

	static final Rules IMPATIENT = new Rules(null, false, true);

	static Rules without(Rule rule) {
		return new Rules(rule, false, false);
	}

	boolean keep(Rule rule) {
		return this.broken != rule;
	}

}
