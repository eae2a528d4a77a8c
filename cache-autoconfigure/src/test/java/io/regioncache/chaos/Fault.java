package io.regioncache.chaos;

import java.time.Duration;

/**
 * One fault of a schedule.
 *
 * @param at when it begins, if its lane has nothing to do
 * @param kind what is done
 * @param first the region it is done to, or where a link begins
 * @param second where a link ends; the same as the first for the way to the own server
 * @param number a number that the kind makes something of
 * @param hold how long it lasts
 */
record Fault(Duration at, FaultKind kind, String first, String second, int number, Duration hold) {

	@Override
	public String toString() {
		return "%.3f s %s %s%s %d for %d ms".formatted(this.at.toMillis() / 1e3, this.kind, this.first,
				this.second.isEmpty() ? "" : "-" + this.second, this.number, this.hold.toMillis());
	}

}
