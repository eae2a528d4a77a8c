package io.regioncache.cache;

import java.util.ArrayList;
import java.util.List;

import io.regioncache.store.entry.Envelope;
import io.regioncache.store.entry.Markers;
import io.regioncache.store.entry.Scope;

/**
 * Names what has invalidated an entry, for operators.
 */
final class EntryKillers {

	private EntryKillers() {
	}

	/**
	 * Return the names of the scopes that were invalidated since the load began.
	 */
	static List<String> of(Envelope entry, Markers markers) {
		List<String> killers = new ArrayList<>();
		if (entry.lease().epoch() == markers.epoch()) {
			for (Markers.Marker marker : markers.all()) {
				if (Math.max(marker.removed(), marker.staled()) > entry.lease().number()) {
					killers.add(name(marker.scope()));
				}
			}
		}
		return killers;
	}

	/**
	 * Say why an entry is not served at all.
	 */
	static String whyDead(Envelope entry, Markers markers, List<String> killers) {
		if (entry.lease().epoch() != markers.epoch()) {
			return "It was loaded in another epoch: the region's server was replaced, or has lost its data, since then";
		}
		if (entry.lease().number() < markers.floor()) {
			return "It was loaded before clock %d, and older markers are gone".formatted(markers.floor());
		}
		return (markers.areHeld() ? "A transaction that is about to commit holds "
				: "Invalidated since its load began by ") + String.join(", ", killers);
	}

	static String name(Scope scope) {
		return switch (scope.field().charAt(0)) {
			case '*' -> "everything";
			case 'c' -> "cache";
			case 'k' -> "key";
			default -> "tag " + tag(scope);
		};
	}

	static String tag(Scope scope) {
		return scope.field().substring(2);
	}

}
