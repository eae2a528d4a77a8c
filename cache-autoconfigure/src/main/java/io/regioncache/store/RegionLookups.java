package io.regioncache.store;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.regioncache.store.entry.EntryKey;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.lookup.BulkLookup;
import io.regioncache.store.lookup.EntryQuery;
import io.regioncache.store.lookup.FollowedView;
import io.regioncache.store.lookup.Lookup;
import io.regioncache.store.lookup.PendingLookups;
import io.regioncache.store.lookup.SeparateLookups;
import io.regioncache.store.session.Session;
import org.jspecify.annotations.Nullable;

/**
 * Looks entries up in the region that answers callers at present.
 */
public final class RegionLookups {

	private final SingleRegionStore own;

	private final ServingRegion serving;

	private final ReadsElsewhere elsewhere;

	RegionLookups(SingleRegionStore own, ServingRegion serving, ReadsElsewhere elsewhere) {
		this.own = own;
		this.serving = serving;
		this.elsewhere = elsewhere;
	}

	/**
	 * Ask for an entry and the markers of its scopes, in one round trip.
	 * @param key the key
	 * @param tags the tags that the entry is thought to have
	 * @param lookup completed with what was found; if Redis hangs it is not completed,
	 * see {@link #expire}
	 */
	public void send(EntryKey key, Collection<Scope> tags, CompletableFuture<Lookup> lookup) {
		Session session = this.serving.session();
		if (session != null) {
			this.own.lookups().send(session, key, tags, lookup);
			return;
		}
		SingleRegionStore other = this.serving.store();
		if (other != this.own) {
			this.elsewhere.lookup(other, key, tags, lookup);
		}
		else {
			lookup.complete(Lookup.UNAVAILABLE);
		}
	}

	/**
	 * Ask for many entries and the markers of their scopes, in one round trip.
	 * @param queries the entries
	 * @return the lookups
	 */
	public PendingLookups send(List<EntryQuery> queries) {
		Session session = this.serving.session();
		if (session != null) {
			return BulkLookup.send(this.own.lookups(), session, queries);
		}
		return SeparateLookups.send(queries, (query, lookup) -> send(query.key(), query.tags(), lookup),
				this.serving.store().lookups()::expire);
	}

	/**
	 * Return the markers of the own region that this process follows, for entries that it
	 * keeps itself. Nobody waits for them.
	 * @param now the time, in nanoseconds of {@link RegionStore#clock()}
	 * @return the markers; {@code null} if nothing may be judged by them at present: the
	 * region cannot be asked, or is drained, or they may lack what this process has
	 * invalidated or was told of
	 */
	public @Nullable FollowedView followed(long now) {
		return this.serving.isDrained() ? null : this.own.lookups().followers().view(now);
	}

	/**
	 * Give up a lookup that was not answered in time.
	 * @param lookup the lookup
	 */
	public void expire(CompletableFuture<Lookup> lookup) {
		this.serving.store().lookups().expire(lookup);
	}

	/**
	 * Return what a lookup has told that was not answered in time.
	 */
	public Lookup late() {
		return this.serving.store().lookups().late();
	}

	/**
	 * Return how long the server that answers at present stays trusted if it says nothing
	 * more.
	 * @return the time in nanoseconds; past it, no answer counts
	 */
	public long trustedFor() {
		long left = this.own.trustedFor();
		return (left > 0 || this.serving.store() == this.own) ? left : Long.MAX_VALUE;
	}

}
