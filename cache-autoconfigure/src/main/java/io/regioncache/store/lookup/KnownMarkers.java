package io.regioncache.store.lookup;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import io.regioncache.store.entry.EntryKey;
import io.regioncache.store.entry.Markers;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.log.RegionClock;
import org.jspecify.annotations.Nullable;

/**
 * Markers that one connection has read, and that nothing has changed since as far as its
 * server has told. They are added, counted and ended on its event loop; anybody may end
 * them, and read them.
 */
public final class KnownMarkers {

	/**
	 * For how long markers are known, in nanoseconds.
	 */
	public static final long MAX_AGE = TimeUnit.SECONDS.toNanos(1);

	/**
	 * Nothing is known.
	 */
	static final KnownMarkers NONE = new KnownMarkers(RegionClock.NONE, 0, true);

	static {
		NONE.end();
	}

	/**
	 * So many hits pay for being told of a change, which costs the server a write of its
	 * own to each connection.
	 */
	private static final int WORTH = 8;

	private static final int CAPACITY = 10_000;

	private final Map<String, Markers> markers = new ConcurrentHashMap<>();

	private final RegionClock progress;

	private final long since;

	private final boolean onTrial;

	private int size;

	private int hits;

	private volatile boolean ended;

	/**
	 * Begin to know.
	 * @param progress how far the region had come
	 * @param since when it was asked, in nanoseconds
	 * @param onTrial whether they are not made use of yet, and so need not be worth it
	 */
	KnownMarkers(RegionClock progress, long since, boolean onTrial) {
		this.progress = progress;
		this.since = since;
		this.onTrial = onTrial;
	}

	void end() {
		this.ended = true;
	}

	/**
	 * Whether they may be made use of for one more look.
	 * @param now the time in nanoseconds
	 */
	boolean areLive(long now) {
		return areTrue() && now - this.since < MAX_AGE;
	}

	/**
	 * Whether the server has told of no change.
	 */
	boolean areTrue() {
		return !this.ended;
	}

	/**
	 * Whether the region has come further, and the server has not told.
	 */
	boolean haveMissed(RegionClock progress) {
		return areTrue() && !this.progress.equals(progress);
	}

	/**
	 * Note that they have saved a lookup from reading markers.
	 */
	void hit() {
		this.hits++;
	}

	boolean wereWorthIt() {
		return this.onTrial || this.hits >= WORTH;
	}

	/**
	 * Return the markers of an entry.
	 * @param tags the tags that the entry is thought to have
	 * @return its markers, those of its tags among them, or {@code null}
	 */
	public @Nullable Markers of(EntryKey key, Collection<Scope> tags) {
		Markers markers = this.markers.get(key.lockKey());
		return (markers != null && markers.areOf(key.scopes()) && markers.cover(tags)) ? markers : null;
	}

	void add(EntryKey key, Markers markers) {
		if (this.size < CAPACITY && this.markers.put(key.lockKey(), markers) == null) {
			this.size++;
		}
	}

}
