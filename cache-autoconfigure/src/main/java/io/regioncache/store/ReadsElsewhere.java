package io.regioncache.store;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import io.regioncache.store.connection.OwnInvalidations;
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
final class ReadsElsewhere {

	/**
	 * How long nobody asks again for what a region has not applied yet.
	 */
	private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

	private final String home;

	private final OwnInvalidations own;

	private final Map<String, Question> asked = new ConcurrentHashMap<>();

	ReadsElsewhere(String home, OwnInvalidations own) {
		this.home = home;
		this.own = own;
	}

	/**
	 * Look for an entry.
	 * @param lookup completed with what was found, {@link Look#UNAVAILABLE} if that may
	 * be older than an invalidation by this process
	 */
	void lookup(RegionStore region, EntryKey key, Collection<Scope> tags, CompletableFuture<Lookup> lookup) {
		AppliedVector passed = region.passed();
		if (this.own.areIn(passed::of)) {
			lookup(region, key, tags, passed, lookup);
		}
		else {
			ask(region).whenComplete((answer, ex) -> {
				if (ex == null) {
					lookup(region, key, tags, answer, lookup);
				}
				else {
					lookup.complete(Lookup.UNAVAILABLE);
				}
			});
		}
	}

	/**
	 * Return epochs, and those whose positions a region must have applied as well to
	 * answer this process.
	 */
	Map<Long, String> epochsAnd(Map<Long, String> epochs) {
		Map<Long, String> all = new LinkedHashMap<>(this.own.epochs(this.home));
		all.putAll(epochs);
		return all;
	}

	/**
	 * What the region has applied was established before this is sent: the other way
	 * round an entry could be read before the record that kills it was applied, and its
	 * position after it.
	 */
	private void lookup(RegionStore region, EntryKey key, Collection<Scope> tags, AppliedVector passed,
			CompletableFuture<Lookup> lookup) {
		CompletableFuture<Lookup> answer = new CompletableFuture<>();
		answer.whenComplete((found, ex) -> lookup
			.complete((ex == null) ? visible(region, key, passed, found) : Lookup.UNAVAILABLE));
		lookup.whenComplete((given, ex) -> answer.complete(Lookup.UNAVAILABLE));
		region.lookup(key, tags, answer);
	}

	private Lookup visible(RegionStore region, EntryKey key, AppliedVector passed, Lookup found) {
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
	private CompletableFuture<AppliedVector> ask(RegionStore region) {
		return this.asked.compute(region.region(), (name, last) -> (last != null && last.stands()) ? last
				: new Question(System.nanoTime(), region.passed(this.own.epochs(this.home))))
			.answer();
	}

	private record Question(long sent, CompletableFuture<AppliedVector> answer) {

		boolean stands() {
			return !this.answer.isDone() || System.nanoTime() - this.sent < PAUSE_NANOS;
		}

	}

}
