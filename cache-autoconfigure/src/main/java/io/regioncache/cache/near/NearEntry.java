package io.regioncache.cache.near;

import java.util.function.Function;
import java.util.function.LongSupplier;

import io.regioncache.store.entry.EntryHead;
import io.regioncache.store.entry.EntryKey;
import io.regioncache.store.entry.Envelope;
import io.regioncache.store.entry.Freshness;
import io.regioncache.store.entry.Markers;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.lookup.FollowedView;
import org.jspecify.annotations.Nullable;

/**
 * An entry that this process keeps, and by what it was found fresh last.
 *
 * @param <H> what a hit is answered with
 */
final class NearEntry<H> implements LongSupplier {

	private final Envelope entry;

	private final Scope[] scopes;

	private final int own;

	private final long fingerprint;

	private final long expiresAt;

	private final int weight;

	private final Function<Markers, H> hits;

	private volatile @Nullable Judged<H> judged;

	/**
	 * Create an entry that is not judged yet.
	 * @param key where it lies
	 * @param entry the entry
	 * @param bytes its stored form
	 * @param expiresAt until when it may be served, in nanoseconds
	 * @param hits makes of the markers by which it is fresh what a hit is answered with
	 */
	NearEntry(EntryKey key, Envelope entry, byte[] bytes, long expiresAt, Function<Markers, H> hits) {
		this.entry = entry;
		this.scopes = key.scopesWith(entry.tags());
		this.own = key.scopes().length;
		EntryHead head = EntryHead.of(bytes);
		this.fingerprint = (head != null) ? head.fingerprint(key.redisKey()) : 0;
		this.expiresAt = expiresAt;
		this.weight = bytes.length;
		this.hits = hits;
	}

	/**
	 * Return what a hit is answered with.
	 * @param view what is followed now
	 * @return the answer; {@code null} if the entry is not known to be fresh
	 */
	@Nullable H hit(FollowedView view) {
		Judged<H> judged = this.judged;
		return (judged != null && judged.view == view) ? judged.hit : judge(view);
	}

	private @Nullable H judge(FollowedView view) {
		Markers markers = view.judging(this.entry.lease(), this, this.scopes, this.own);
		if (markers == null
				|| markers.judge(this.entry.lease(), this.entry.stamp(), this.entry.tags()) != Freshness.FRESH) {
			return null;
		}
		H hit = this.hits.apply(markers);
		this.judged = new Judged<>(view, hit);
		return hit;
	}

	boolean isExpired(long now) {
		return now - this.expiresAt >= 0;
	}

	int weight() {
		return this.weight;
	}

	@Override
	public long getAsLong() {
		return this.fingerprint;
	}

	private record Judged<H>(FollowedView view, H hit) {

	}

}
