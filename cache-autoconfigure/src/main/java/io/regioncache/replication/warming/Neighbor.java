package io.regioncache.replication.warming;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

import io.regioncache.region.MonotonicClock;
import io.regioncache.store.session.EntrySpace;
import io.regioncache.store.session.EntrySpace.Shard;
import io.regioncache.store.session.EntryValues;
import io.regioncache.store.session.Session;
import io.regioncache.store.entry.CorruptEntryException;
import io.regioncache.store.entry.Envelope;
import io.regioncache.store.entry.Freshness;
import io.regioncache.store.entry.Lease;
import io.regioncache.store.entry.MarkerValue;
import io.regioncache.store.entry.MarkerValues;
import io.regioncache.store.entry.Markers;
import io.regioncache.store.entry.RedisKeys;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.log.VersionVector;
import io.regioncache.store.position.VersionVectorQuery;
import org.jspecify.annotations.Nullable;

/**
 * Reads the entries of a region that are fresh there.
 * <p>
 * Reads the entries first, because they name their tags, and then the markers of all of
 * them in one command. These markers include everything that an earlier version vector
 * names, so an entry that they leave fresh is no older than any of it.
 */
final class Neighbor {

	private final String name;

	private final Session session;

	private final CopyPolicy policy;

	private final EntrySpace space;

	private final EntryValues values;

	private final MonotonicClock clock;

	private final List<String> awaited;

	/**
	 * Create a neighbor.
	 * @param regions all regions: while it awaits the writers of one of them, it cannot
	 * tell which of its entries are fresh
	 */
	Neighbor(String name, Collection<String> regions, Session session, CopyPolicy policy, MonotonicClock clock) {
		this.awaited = regions.stream().map((region) -> "n:" + region).toList();
		this.name = name;
		this.policy = policy;
		this.session = session;
		this.space = new EntrySpace(session);
		this.values = new EntryValues(session);
		this.clock = clock;
	}

	String name() {
		return this.name;
	}

	/**
	 * Read what it has applied.
	 */
	CompletableFuture<VersionVector> applied() {
		return VersionVectorQuery.ask(this.session);
	}

	/**
	 * Return the servers that hold its entries.
	 */
	List<Shard> shards() {
		return this.space.shards();
	}

	/**
	 * Return whether its servers count how often a key is used.
	 */
	CompletableFuture<Boolean> countsUses() {
		return this.space.countsUses();
	}

	/**
	 * Find some entries that may be copied.
	 * @param shard the server
	 * @param cursor where to begin
	 * @param count about how many keys of the server are looked at
	 * @param uses whether servers count how often a key is used
	 */
	CompletableFuture<Found> find(Shard shard, String cursor, int count, boolean uses) {
		return this.space.scan(shard, cursor, count).thenCompose((page) -> {
			List<byte[]> keys = page.keys()
				.stream()
				.filter((key) -> this.policy.ruleOf(this.name, key) != null)
				.toList();
			return this.space.idle(keys, uses).thenCombine(this.space.memory(keys), (idle, sizes) -> {
				List<Candidate> candidates = new ArrayList<>();
				for (int i = 0; i < keys.size(); i++) {
					candidates.add(new Candidate(keys.get(i), idle.get(i), sizes.get(i)));
				}
				return new Found(page, candidates);
			});
		});
	}

	/**
	 * Read those of some entries that are fresh.
	 */
	CompletableFuture<List<ValidEntry>> read(List<Candidate> candidates) {
		List<byte[]> keys = candidates.stream().map(Candidate::redisKey).toList();
		long askedAt = this.clock.nanos();
		CompletableFuture<List<Long>> ttls = this.values.ttls(keys);
		return this.values.values(keys).thenCombine(ttls, (values, kept) -> {
			List<ValidEntry> found = new ArrayList<>();
			for (int i = 0; i < candidates.size(); i++) {
				Envelope entry = decode(values.get(i));
				CopyRule rule = this.policy.ruleOf(this.name, candidates.get(i).redisKey());
				// What has no end was not written by this library
				if (entry != null && rule != null && kept.get(i) > 0 && rule.admits(entry)) {
					found.add(new ValidEntry(candidates.get(i), rule, entry, kept.get(i), askedAt));
				}
			}
			return found;
		}).thenCompose(this::judge);
	}

	private static @Nullable Envelope decode(byte @Nullable [] value) {
		try {
			return (value != null) ? Envelope.decode(value) : null;
		}
		catch (CorruptEntryException ex) {
			return null;
		}
	}

	private CompletableFuture<List<ValidEntry>> judge(List<ValidEntry> found) {
		if (found.isEmpty()) {
			return CompletableFuture.completedFuture(found);
		}
		Map<Scope, Integer> places = new LinkedHashMap<>();
		List<String> fields = new ArrayList<>(List.of("epoch", "floor"));
		fields.addAll(this.awaited);
		int awaitedTo = fields.size();
		for (ValidEntry entry : found) {
			for (Scope scope : entry.covering()) {
				if (places.putIfAbsent(scope, fields.size()) == null) {
					fields.add(scope.field());
				}
			}
		}
		return this.session.read(fields).thenApply((values) -> {
			Lease lease = lease(values.get(0));
			Long floor = number(values.get(1));
			boolean settled = values.subList(2, awaitedTo).stream().allMatch(Objects::isNull);
			return (settled && lease != null && floor != null) ? found.stream()
				.filter((entry) -> isFresh(entry, lease, floor, (scope) -> values.get(places.getOrDefault(scope, 0))))
				.toList() : List.of();
		});
	}

	private static boolean isFresh(ValidEntry found, Lease lease, long floor, MarkerText markers) {
		Scope[] scopes = found.covering().toArray(Scope[]::new);
		long[] removed = new long[scopes.length];
		long[] staled = new long[scopes.length];
		long[] stamps = new long[2 * scopes.length];
		for (int i = 0; i < scopes.length; i++) {
			String text = markers.of(scopes[i]);
			MarkerValue marker = (text != null)
					? MarkerValue.parse(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8))) : MarkerValue.NONE;
			removed[i] = marker.removed();
			staled[i] = marker.staled();
			stamps[2 * i] = marker.removedAt();
			stamps[2 * i + 1] = marker.staledAt();
		}
		Markers view = new Markers(lease, floor, scopes, scopes.length - found.entry().tags().size(),
				new MarkerValues(removed, staled, stamps));
		Envelope entry = found.entry();
		return view.judge(entry.lease(), entry.stamp(), entry.tags()) == Freshness.FRESH;
	}

	private static @Nullable Lease lease(@Nullable String epoch) {
		try {
			return (epoch != null) ? new Lease(HexFormat.fromHexDigitsToLong(epoch), RedisKeys.MAX_EXACT) : null;
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
	}

	private static @Nullable Long number(@Nullable String text) {
		try {
			return (text != null) ? Long.parseLong(text) : 0L;
		}
		catch (NumberFormatException ex) {
			return null;
		}
	}

	/**
	 * Some entries, and where to go on.
	 *
	 * @param page where to go on
	 * @param candidates those that may be copied
	 */
	record Found(EntrySpace.Page page, List<Candidate> candidates) {

	}

	/**
	 * Gives the marker of a scope as it is written.
	 */
	@FunctionalInterface
	private interface MarkerText {

		@Nullable String of(Scope scope);

	}

}
