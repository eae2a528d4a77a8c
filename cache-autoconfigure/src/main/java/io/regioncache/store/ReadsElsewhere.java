package io.regioncache.store;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.regioncache.region.MonotonicClock;
import io.regioncache.store.history.OwnInvalidations;
import io.regioncache.store.entry.CorruptEntryException;
import io.regioncache.store.entry.EntryKey;
import io.regioncache.store.entry.Envelope;
import io.regioncache.store.entry.Markers;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.lookup.Lookup;
import io.regioncache.store.position.AppliedVector;

/**
 * Lookups in other regions: whatever this process has invalidated is not found there
 * before they have applied it.
 */
public final class ReadsElsewhere {

	/**
	 * How long nobody asks again for what a region has not applied yet.
	 */
	private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

	private final String home;

	private final OwnInvalidations own;

	private final MonotonicClock clock;

	private final Supplier<RegionObservations> observations;

	private final Map<String, AppliedProbe> asked = new ConcurrentHashMap<>();

	ReadsElsewhere(String home, OwnInvalidations own, MonotonicClock clock, Supplier<RegionObservations> observations) {
		this.observations = observations;
		this.clock = clock;
		this.home = home;
		this.own = own;
	}

	/**
	 * Look for an entry in a region, in one round trip as a rule.
	 * @param region the store of the region
	 * @param key the key
	 * @param tags the tags that the entry is thought to have
	 * @param lookup completed with what was found, {@link Lookup#UNAVAILABLE} if that may
	 * be older than an invalidation by this process
	 */
	public void lookup(SingleRegionStore region, EntryKey key, Collection<Scope> tags,
			CompletableFuture<Lookup> lookup) {
		this.observations.get().remoteRead(region.region(), lookup);
		AppliedVector passed = region.applied().passed();
		if (this.own.areIn(passed::of)) {
			lookup(region, key, tags, passed, lookup);
		}
		else {
			lookupOnceKnown(region, key, tags, lookup);
		}
	}

	private void lookupOnceKnown(SingleRegionStore region, EntryKey key, Collection<Scope> tags,
			CompletableFuture<Lookup> lookup) {
		ask(region).whenComplete((answer, ex) -> {
			if (ex == null) {
				lookup(region, key, tags, answer, lookup);
			}
			else {
				lookup.complete(Lookup.UNAVAILABLE);
			}
		});
	}

	/**
	 * Ask what a region has applied of some epochs, and of those in which this process
	 * has invalidated something.
	 * @param region the store of the region
	 * @param epochs the epochs, and the region of each, empty if it is not known
	 * @return what is known now; what cannot be asked stays unknown
	 */
	public CompletableFuture<AppliedVector> passed(SingleRegionStore region, Map<Long, String> epochs) {
		Map<Long, String> all = new LinkedHashMap<>(this.own.epochs(this.home));
		all.putAll(epochs);
		return region.applied().passed(all);
	}

	/**
	 * What the region has applied was established before this is sent: the other way
	 * round an entry could be read before the record that kills it was applied, and its
	 * position after it.
	 */
	private void lookup(SingleRegionStore region, EntryKey key, Collection<Scope> tags, AppliedVector passed,
			CompletableFuture<Lookup> lookup) {
		CompletableFuture<Lookup> answer = new CompletableFuture<>();
		answer.whenComplete((found, ex) -> lookup
			.complete((ex == null) ? visible(region, key, passed, found) : Lookup.UNAVAILABLE));
		lookup.whenComplete((given, ex) -> answer.complete(Lookup.UNAVAILABLE));
		region.lookup(key, tags, answer);
	}

	private Lookup visible(SingleRegionStore region, EntryKey key, AppliedVector passed, Lookup found) {
		Markers markers = found.markers();
		if (markers == null || found.bytes() == null || this.own.areEmpty()) {
			return found;
		}
		if (!passed.isOf(markers)) {
			ask(region);
			return Lookup.UNAVAILABLE;
		}
		return this.own.hide(scopes(key, found), passed::of) ? Lookup.UNAVAILABLE : found;
	}

	private static Scope[] scopes(EntryKey key, Lookup found) {
		try {
			Envelope entry = found.entry();
			return (entry != null) ? key.scopesWith(entry.tags()) : key.scopes();
		}
		catch (CorruptEntryException ex) {
			// It will be found out by whoever reads it, and is not served either way
			return key.scopes();
		}
	}

	/**
	 * Ask what a region has applied: once for all callers that ask at the same time.
	 */
	private CompletableFuture<AppliedVector> ask(SingleRegionStore region) {
		return this.asked
			.compute(region.region(),
					(name, last) -> (last != null && last.stands(this.clock.nanos())) ? last
							: new AppliedProbe(this.clock.nanos(), region.applied().passed(this.own.epochs(this.home))))
			.answer();
	}

	private record AppliedProbe(long sent, CompletableFuture<AppliedVector> answer) {

		boolean stands(long now) {
			return !this.answer.isDone() || now - this.sent < PAUSE_NANOS;
		}

	}

}
