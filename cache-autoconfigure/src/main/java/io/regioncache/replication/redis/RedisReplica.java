package io.regioncache.replication.redis;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import io.regioncache.store.RegionObservations;
import io.regioncache.store.RegionStore;
import io.regioncache.store.session.Failures;
import io.regioncache.store.connection.RedisLink;
import io.regioncache.store.session.Script;
import io.regioncache.store.session.Session;
import io.regioncache.store.entry.Envelope;
import io.regioncache.store.entry.Lease;
import io.regioncache.store.entry.MetadataKeys;
import io.regioncache.store.entry.RedisKeys;
import io.regioncache.store.log.Cursor;
import io.regioncache.store.log.LogRecord;
import io.regioncache.store.log.MarkerWrite;
import io.regioncache.store.log.ShippedValue;
import io.regioncache.store.log.VersionVector;
import io.regioncache.store.position.VersionVectorQuery;
import io.regioncache.store.write.Invalidate;
import io.regioncache.store.write.LastWrites;
import io.regioncache.store.write.Revocations;
import io.regioncache.store.write.WebSessionCopies;
import org.jspecify.annotations.Nullable;

/**
 * Applies the invalidations of other regions to the Redis of this one.
 */
public final class RedisReplica implements Replica {

	private final RedisLink link;

	private final MetadataKeys keys;

	private final ArrivalCheck check;

	private final Supplier<RegionObservations> observations;

	private final ArrivalPolicy policy;

	private final InstantSource clock;

	/**
	 * Create the replica of a region.
	 * @param store the region
	 * @param policy which of the values of other regions it stores
	 */
	public RedisReplica(RegionStore store, ArrivalPolicy policy) {
		this(store, policy, InstantSource.system());
	}

	/**
	 * Create the replica of a region.
	 * @param store the region
	 * @param policy which of the values of other regions it stores
	 * @param clock tells until when a value is fresh
	 */
	RedisReplica(RegionStore store, ArrivalPolicy policy, InstantSource clock) {
		this.clock = clock;
		this.link = store.own().link();
		this.keys = store.own().keys().metadata();
		this.observations = store::observations;
		this.check = new ArrivalCheck(store.own().keys(), policy);
		this.policy = policy;
	}

	@Override
	public CompletableFuture<@Nullable Cursor> cursor(String source) {
		String field = "s:" + source;
		return this.link.ask((session) -> session.fields().read(field).thenCompose((stored) -> {
			Cursor cursor = (stored != null) ? Cursor.of(stored) : null;
			if (stored == null || cursor != null) {
				return CompletableFuture.completedFuture(cursor);
			}
			// The scripts compare what is stored: it would never be replaced
			return session.fields().delete(field).thenApply((deleted) -> null);
		}));
	}

	@Override
	public CompletableFuture<List<Cursor>> branches(String source) {
		return this.link.ask((session) -> session.fields().read("a:" + source)).thenApply((stored) -> {
			List<Cursor> branches = new ArrayList<>();
			for (String branch : ((stored != null) ? stored : "").split(" ")) {
				Cursor end = Cursor.of(branch + ":0");
				if (end != null) {
					branches.add(0, end);
				}
			}
			return branches;
		});
	}

	@Override
	public CompletableFuture<Boolean> meet(String source, Cursor begin) {
		return this.link
			.ask((session) -> session.<Long>run(Script.MEET, this.keys.both(), RedisKeys.bytes(source),
					RedisKeys.bytes(HexFormat.of().toHexDigits(begin.epoch())), RedisKeys.bytes(begin.text())))
			.thenApply((met) -> met == 1);
	}

	@Override
	public CompletableFuture<VersionVector> known(VersionVector epochs) {
		return this.link.ask((session) -> VersionVectorQuery.ask(session, epochs.applied().keySet()));
	}

	@Override
	public Inspected inspect(List<LogRecord> records) {
		return this.check.inspect(records);
	}

	@Override
	public CompletableFuture<ApplyResult> apply(String source, Cursor from, Cursor to, List<LogRecord> records,
			int mostEpochs) {
		ScriptArguments arguments = arguments(source, from, to, mostEpochs).add(this.link.region());
		records.forEach((record) -> AppliedRecord.add(record, arguments));
		return this.observations.get().apply(source, traces(records), () -> run(Script.APPLY, arguments));
	}

	/**
	 * What this region has issued comes back to it by way of a hub.
	 */
	private Set<String> traces(List<LogRecord> records) {
		long own = this.link.history().epoch();
		return records.stream()
			.filter((record) -> !record.trace().isEmpty() && record.origin().epoch() != own)
			.map(LogRecord::trace)
			.collect(Collectors.toCollection(LinkedHashSet::new));
	}

	@Override
	public CompletableFuture<Boolean> arrive(ShippedValue value) {
		if (value.isWebSession()) {
			return this.policy.takesWebSessions() ? this.link.ask((session) -> WebSessionCopies.merge(session, value))
				.exceptionallyCompose(RedisReplica::unlessRefused) : CompletableFuture.completedFuture(false);
		}
		long fresh = Math.min(value.freshMillis(), this.policy.freshFor(value.cache()).toMillis());
		if (fresh <= 0) {
			return CompletableFuture.completedFuture(false);
		}
		return this.link.ask((session) -> ArrivalLease.of(session, value)
			.thenCompose((lease) -> lease.isEmpty() ? CompletableFuture.completedFuture(false)
					: store(session, value, lease, fresh)))
			.exceptionallyCompose(RedisReplica::unlessRefused);
	}

	private static CompletableFuture<Boolean> unlessRefused(Throwable ex) {
		// To try again would hold up what is to be invalidated
		return Failures.isRefusal(Failures.rootOf(ex)) ? CompletableFuture.completedFuture(false)
				: CompletableFuture.failedFuture(ex);
	}

	private CompletableFuture<Boolean> store(Session session, ShippedValue value, List<Object> lease, long fresh) {
		Envelope entry = value.entry()
			.under(new Lease(HexFormat.fromHexDigitsToLong(RedisKeys.text((byte[]) lease.get(0))),
					Long.parseLong(RedisKeys.text((byte[]) lease.get(1)))), this.clock.millis() + fresh);
		// Redis would refuse what ends after its time does, again and again
		long ttl = Math.min(RedisKeys.MAX_EXACT, Math.max(1, value.ttlMillis() - value.freshMillis() + fresh));
		return (entry.stamp().micros() > 0) ? LastWrites.keep(session, value.redisKey(), entry, ttl)
				: session.set(value.redisKey(), entry.encode(), ttl).thenApply((ok) -> true);
	}

	@Override
	public CompletableFuture<?> revoke(List<String> revocations) {
		return this.link.ask((session) -> Revocations.merge(session, "", revocations));
	}

	@Override
	public void transferring(String source, CompletableFuture<ApplyResult> result) {
		this.observations.get().transfer(source, result.thenApply(ApplyResult::transferOutcome));
	}

	@Override
	public CompletableFuture<ApplyResult> finish(String source, @Nullable Cursor from, Cursor to,
			TransferredState state, int mostEpochs) {
		ScriptArguments arguments = arguments(source, from, to, mostEpochs).add(state.everything() ? "1" : "0")
			.add(state.writers())
			.add(state.applied());
		for (MarkerWrite mark : state.marks()) {
			arguments.add(mark.encodedMode()).add(mark.scope().field());
		}
		return run(Script.TRANSFER, arguments);
	}

	private static ScriptArguments arguments(String source, @Nullable Cursor from, Cursor to, int mostEpochs) {
		return new ScriptArguments().add(source)
			.add((from != null) ? from.text() : "")
			.add(to.text())
			.add(Invalidate.MARKER_CAP)
			.add(Invalidate.LOG_CAP)
			.add(mostEpochs);
	}

	private CompletableFuture<ApplyResult> run(Script script, ScriptArguments arguments) {
		return this.link.ask((session) -> session.run(script, arguments.all()).thenCompose((answer) -> {
			if (answer.isEmpty()) {
				// The metadata is gone, and its cursors with it
				return session.attach().thenApply((attached) -> ApplyResult.MOVED);
			}
			return CompletableFuture.completedFuture(ApplyResult.of(answer));
		}));
	}

}
