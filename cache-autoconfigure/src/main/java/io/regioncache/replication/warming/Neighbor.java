package io.regioncache.replication.warming;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import io.regioncache.region.MonotonicClock;
import io.regioncache.store.session.EntrySpace;
import io.regioncache.store.session.EntrySpace.Shard;
import io.regioncache.store.session.EntryValues;
import io.regioncache.store.session.Session;
import io.regioncache.store.entry.CorruptEntryException;
import io.regioncache.store.entry.Envelope;
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

	private final NeighborMarkers markers;

	/**
	 * Create a neighbor.
	 * @param regions all regions: while it awaits the writers of one of them, it cannot
	 * tell which of its entries are fresh
	 */
	Neighbor(String name, Collection<String> regions, Session session, CopyPolicy policy, MonotonicClock clock) {
		this.markers = new NeighborMarkers(session, regions);
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
				List<Candidate> candidates = IntStream.range(0, keys.size())
					.mapToObj((i) -> new Candidate(keys.get(i), idle.get(i), sizes.get(i)))
					.toList();
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
				CopyRule rule = ruleOf(candidates.get(i).redisKey(), entry);
				// What has no end was not written by this library
				if (entry != null && rule != null && kept.get(i) > 0) {
					found.add(new ValidEntry(candidates.get(i), rule, entry, kept.get(i), askedAt));
				}
			}
			return found;
		}).thenCompose(this::judge);
	}

	private @Nullable CopyRule ruleOf(byte[] redisKey, @Nullable Envelope entry) {
		CopyRule rule = this.policy.ruleOf(this.name, redisKey);
		return (rule != null && entry != null && rule.admits(entry)) ? rule : null;
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
		return this.markers.freshOf(found);
	}

	/**
	 * Some entries, and where to go on.
	 *
	 * @param page where to go on
	 * @param candidates those that may be copied
	 */
	record Found(EntrySpace.Page page, List<Candidate> candidates) {

	}

}
