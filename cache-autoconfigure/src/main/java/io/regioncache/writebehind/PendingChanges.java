package io.regioncache.writebehind;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What is pending in all regions.
 *
 * @param changes the last change of each key that has one
 * @param complete whether every region has answered
 */
public record PendingChanges(Map<String, PendingChange> changes, boolean complete) {

	static PendingChanges of(List<@Nullable PendingAnswer> answers) {
		Map<String, PendingChange> changes = new HashMap<>();
		boolean complete = true;
		for (PendingAnswer answer : answers) {
			complete &= answer != null;
			for (PendingChange change : (answer != null) ? answer.changes() : List.<@Nullable PendingChange>of()) {
				if (change != null) {
					changes.merge(change.key(), change, PendingChanges::later);
				}
			}
		}
		return new PendingChanges(changes, complete);
	}

	private static PendingChange later(PendingChange one, PendingChange other) {
		return (one.sequence() >= other.sequence()) ? one : other;
	}

}
