package io.regioncache.replication.warming;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.regioncache.region.Clocks;
import io.regioncache.replication.redis.ArrivalLease;
import io.regioncache.store.session.EntryValues;
import io.regioncache.store.session.Failures;
import io.regioncache.store.session.Session;
import io.regioncache.store.command.WriteBatch;
import io.regioncache.store.entry.Envelope;
import io.regioncache.store.entry.Lease;
import io.regioncache.store.entry.RedisKeys;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.log.ShippedValue;
import io.regioncache.store.log.VersionVector;
import io.regioncache.store.write.LastWrites;

/**
 * Stores entries of a neighbor in the home region.
 * <p>
 * Home gives them a lease of its own in the step in which it finds which of them are
 * covered by something that the neighbor had not applied. What lies at home already
 * stays.
 */
final class EntryCopier {

	private final Session home;

	private final EntryValues values;

	private final Clocks clocks;

	EntryCopier(Session home, Clocks clocks) {
		this.home = home;
		this.values = new EntryValues(home);
		this.clocks = clocks;
	}

	/**
	 * Return those candidates of which nothing lies at home.
	 */
	CompletableFuture<List<Candidate>> missing(List<Candidate> candidates) {
		return this.values.ttls(candidates.stream().map(Candidate::redisKey).toList()).thenApply((ttls) -> {
			List<Candidate> missing = new ArrayList<>();
			for (int i = 0; i < candidates.size(); i++) {
				// There is no entry without an end
				if (ttls.get(i) < 0) {
					missing.add(candidates.get(i));
				}
			}
			return missing;
		});
	}

	/**
	 * Store entries.
	 * @param entries entries that were fresh at the neighbor
	 * @param known what the neighbor had applied before they were judged there
	 */
	CompletableFuture<Stored> store(List<ValidEntry> entries, VersionVector known) {
		List<ValidEntry> put = entries.stream().filter((entry) -> entry.rule().lastWriteWins()).toList();
		List<ValidEntry> loaded = entries.stream().filter((entry) -> !entry.rule().lastWriteWins()).toList();
		return storeLoaded(loaded, known).thenCombine(storePut(put, known), Stored::and);
	}

	private CompletableFuture<Stored> storeLoaded(List<ValidEntry> entries, VersionVector known) {
		if (entries.isEmpty()) {
			return CompletableFuture.completedFuture(Stored.NONE);
		}
		Set<Scope> covering = new LinkedHashSet<>();
		entries.forEach((entry) -> covering.addAll(entry.covering()));
		return ArrivalLease.of(this.home, known, covering).thenCompose((answer) -> {
			if (answer.isEmpty()) {
				List<Candidate> undecided = entries.stream().map(ValidEntry::candidate).toList();
				return CompletableFuture.completedFuture(new Stored(0, 0, undecided));
			}
			return storeUnder(answer, entries, known);
		});
	}

	private CompletableFuture<Stored> storeUnder(List<Object> answer, List<ValidEntry> entries, VersionVector known) {
		Lease lease = lease(answer);
		Set<Scope> marked = new HashSet<>();
		answer.stream().skip(2).forEach((field) -> marked.add(new Scope(RedisKeys.text((byte[]) field))));
		return all(entries, (entry) -> entry.covering().stream().anyMatch(marked::contains) ? refused()
				: store(entry, lease, known));
	}

	/**
	 * Of what was put, the stamp decides.
	 */
	private CompletableFuture<Stored> storePut(List<ValidEntry> entries, VersionVector known) {
		return all(entries, (entry) -> {
			ShippedValue value = new ShippedValue(entry.rule().cache(), entry.rule().key(),
					entry.candidate().redisKey(), known, 0, 0, entry.entry());
			return ArrivalLease.of(this.home, value)
				.thenCompose((answer) -> answer.isEmpty() ? refused() : store(entry, lease(answer), known));
		});
	}

	private static CompletableFuture<Stored> all(List<ValidEntry> entries, Storing storing) {
		List<CompletableFuture<Boolean>> answers = new ArrayList<>(entries.size());
		WriteBatch.gather(() -> entries.forEach((entry) -> answers.add(storing.store(entry)
			.exceptionallyCompose((ex) -> Failures.isRefusal(Failures.rootOf(ex)) ? refused()
					: CompletableFuture.failedFuture(ex)))));
		return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)).thenApply((done) -> {
			int stored = (int) answers.stream().filter(CompletableFuture::join).count();
			return new Stored(stored, answers.size() - stored, List.of());
		});
	}

	private static CompletableFuture<Boolean> refused() {
		return CompletableFuture.completedFuture(false);
	}

	private static Lease lease(List<Object> answer) {
		return new Lease(HexFormat.fromHexDigitsToLong(RedisKeys.text((byte[]) answer.get(0))),
				Long.parseLong(RedisKeys.text((byte[]) answer.get(1))));
	}

	private CompletableFuture<Boolean> store(ValidEntry found, Lease lease, VersionVector known) {
		long now = this.clocks.wall().millis();
		long elapsed = TimeUnit.NANOSECONDS.toMillis(this.clocks.monotonic().nanos() - found.askedAt()) + 1;
		long left = found.ttlMillis() - elapsed;
		long fresh = Math.min(found.entry().softExpiry() - now, left);
		long taken = Math.min(fresh, found.rule().freshFor().toMillis());
		// Of a put nobody else compares this: its neighbor must have met the epoch
		if (taken <= 0 || known.of(lease.epoch()) == null) {
			return refused();
		}
		return write(found.candidate().redisKey(), found.entry().under(lease, now + taken), left - fresh + taken);
	}

	private CompletableFuture<Boolean> write(byte[] key, Envelope entry, long ttl) {
		return (entry.stamp().micros() > 0) ? LastWrites.keep(this.home, key, entry, ttl)
				: this.values.setIfAbsent(key, entry.encode(), ttl);
	}

	/**
	 * Stores one entry.
	 */
	@FunctionalInterface
	private interface Storing {

		CompletableFuture<Boolean> store(ValidEntry entry);

	}

	/**
	 * What became of entries.
	 *
	 * @param stored how many were stored
	 * @param refused how many were not: something newer lies there, or covers them
	 * @param undecided those of which home cannot tell at present
	 */
	record Stored(int stored, int refused, List<Candidate> undecided) {

		static final Stored NONE = new Stored(0, 0, List.of());

		Stored and(Stored other) {
			List<Candidate> all = new ArrayList<>(this.undecided);
			all.addAll(other.undecided);
			return new Stored(this.stored + other.stored, this.refused + other.refused, all);
		}

	}

}
