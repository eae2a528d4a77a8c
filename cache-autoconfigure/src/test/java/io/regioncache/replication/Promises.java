package io.regioncache.replication;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.regioncache.model.LoggedRegion;
import io.regioncache.replication.SimulatedRegion.Stored;
import io.regioncache.store.entry.Freshness;
import io.regioncache.store.log.Position;
import org.jspecify.annotations.Nullable;

/**
 * What must hold in every state: no region serves anything older than an invalidation
 * that has returned there, or whose position it has passed.
 */
final class Promises {

	private final List<Write> writes = new ArrayList<>();

	private final Map<String, Integer> returned = new TreeMap<>();

	private final Map<String, Seen> seen = new TreeMap<>();

	private int promised;

	/**
	 * An invalidation was executed; its caller may not know.
	 */
	void issued(Position position, int key, int version, boolean stale) {
		this.promised++;
		this.writes.add(new Write(position, key, version, stale));
	}

	/**
	 * A caller was told that its invalidation is done.
	 */
	void returned(SimulatedRegion region, int key, int version, boolean stale) {
		this.promised++;
		this.returned.merge(region.name() + key, version, Math::max);
		if (!stale) {
			this.returned.merge(region.name() + key + "removed", version, Math::max);
		}
	}

	@Nullable String broken(Collection<SimulatedRegion> regions) {
		for (SimulatedRegion region : regions) {
			Seen now = new Seen(region.state(), region.stores(), this.promised);
			if (region.isAttached() && !now.isSame(this.seen.put(region.name(), now))) {
				String broken = broken(region);
				if (broken != null) {
					return broken;
				}
			}
		}
		return null;
	}

	private @Nullable String broken(SimulatedRegion region) {
		for (int key = 0; key < SimulatedRegion.KEYS; key++) {
			Stored entry = region.entry(key);
			Freshness freshness = region.judge(key);
			if (entry != null && freshness != Freshness.DEAD) {
				String broken = broken(region, key, entry.version(), freshness == Freshness.STALE);
				if (broken != null) {
					return broken;
				}
			}
		}
		return null;
	}

	private @Nullable String broken(SimulatedRegion region, int key, int version, boolean asStale) {
		int promised = this.returned.getOrDefault(region.name() + key + (asStale ? "removed" : ""), 0);
		if (version < promised) {
			return "%s serves version %d of key %d, the invalidation for %d has returned there".formatted(region.name(),
					version, key, promised);
		}
		for (Write write : this.writes) {
			Long passed = region.state().applied().get(write.position().epoch());
			if (write.key() == key && version < write.version() && passed != null
					&& passed >= write.position().sequence() && !(asStale && write.stale())) {
				return "%s serves version %d of key %d, it has passed position %d:%d of version %d".formatted(
						region.name(), version, key, write.position().epoch(), write.position().sequence(),
						write.version());
			}
		}
		return null;
	}

	/**
	 * What was there when a region was last checked.
	 */
	private record Seen(LoggedRegion state, int stores, int promised) {

		boolean isSame(@Nullable Seen other) {
			return other != null && this.state == other.state && this.stores == other.stores
					&& this.promised == other.promised;
		}

	}

	private record Write(Position position, int key, int version, boolean stale) {

	}

}
