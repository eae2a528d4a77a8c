package io.regioncache.chaos;

import java.util.function.IntUnaryOperator;

/**
 * By which rules a race is judged.
 *
 * @param answering whether other regions answer reads: they are not as fresh as is
 * promised at home, so no read is judged stale
 * @param oldReads the times in which old values are allowed
 * @param parts how many parts the keys have; one may be without hits while others are not
 * @param part the part of a key
 * @param appliedBy at which node's region an invalidation is applied when a node has it
 */
record ChaosRules(boolean answering, OldReads oldReads, int parts, IntUnaryOperator part, IntUnaryOperator appliedBy) {

	static ChaosRules of(boolean answering) {
		return new ChaosRules(answering, new OldReads(), 1, (key) -> 0, IntUnaryOperator.identity());
	}

}
