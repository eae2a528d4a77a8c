package io.regioncache.store.write;

import java.time.Duration;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Stream;

import io.regioncache.store.session.Failures;
import io.regioncache.store.connection.RedisLink;
import io.regioncache.store.session.Script;
import io.regioncache.store.session.Session;
import io.regioncache.store.entry.EntryKey;
import io.regioncache.store.entry.Envelope;
import io.regioncache.store.entry.MetadataKeys;
import io.regioncache.store.entry.RedisKeys;
import io.regioncache.store.log.ShippedValue;
import io.regioncache.store.lookup.Lookup;

/**
 * Writes the entries of one region, and the values it ships. None of it invalidates
 * anything: whether an entry is taken is decided when it is read.
 */
public final class EntryWrites {

	private final RedisLink link;

	private final MetadataKeys metadata;

	public EntryWrites(RedisLink link, MetadataKeys metadata) {
		this.link = link;
		this.metadata = metadata;
	}

	public CompletableFuture<Stored> store(EntryKey key, Envelope entry, Duration ttl) {
		if (key.lastWriteWins()) {
			return stored(key, (session) -> LastWrites.keep(session, key.redisKey(), entry, ttl.toMillis())
				.thenApply((kept) -> kept ? Stored.STORED : Stored.OVERTAKEN));
		}
		return stored(key, (session) -> session.set(key.redisKey(), entry.encode(), Math.max(1, ttl.toMillis()))
			.thenApply((ok) -> Stored.STORED));
	}

	public CompletableFuture<Stored> replace(EntryKey key, Lookup found, Envelope entry, Duration ttl) {
		byte[] expected = (found.bytes() != null) ? found.bytes() : new byte[0];
		return stored(key,
				(session) -> session
					.<Long>runAt(key.redisKey(), Script.REPLACE, expected, entry.encode(),
							RedisKeys.bytes(Long.toString(Math.max(1, ttl.toMillis()))))
					.thenApply((replaced) -> (replaced == 1) ? Stored.STORED : Stored.OVERTAKEN));
	}

	private CompletableFuture<Stored> stored(EntryKey key, Function<Session, CompletableFuture<Stored>> command) {
		Session session = this.link.sessionFor(key.redisKey());
		if (session == null) {
			return CompletableFuture.completedFuture(Stored.UNKNOWN);
		}
		return this.link.ask(session, key.redisKey(), command)
			.exceptionally((ex) -> Failures.isRefusal(Failures.rootOf(ex)) ? Stored.REFUSED : Stored.UNKNOWN);
	}

	public CompletableFuture<Long> unlink(Collection<EntryKey> keys) {
		Session session = this.link.session();
		if (session == null || keys.isEmpty()) {
			return CompletableFuture.completedFuture(0L);
		}
		// Not in order: it might hit what was put after the invalidation
		byte[][] names = keys.stream()
			.filter((key) -> !key.lastWriteWins() || session.isOneConnection())
			.map(EntryKey::redisKey)
			.toArray(byte[][]::new);
		return (names.length == 0) ? CompletableFuture.completedFuture(0L) : unlink(session, names);
	}

	private CompletableFuture<Long> unlink(Session session, byte[][] names) {
		if (session.nodeOf(names[0]) == null) {
			return this.link.ask(session, (open) -> open.unlink(names)).exceptionally((ex) -> 0L);
		}
		List<CompletableFuture<Long>> unlinked = Stream.of(names).map((name) -> unlink(session, name)).toList();
		return CompletableFuture.allOf(unlinked.toArray(new CompletableFuture[0]))
			.thenApply((done) -> unlinked.stream().mapToLong(CompletableFuture::join).sum());
	}

	/**
	 * One at a time: a node that hangs must not keep others from freeing memory.
	 */
	private CompletableFuture<Long> unlink(Session session, byte[] name) {
		return this.link.ask(session, name, (open) -> open.unlink(name)).exceptionally((ex) -> 0L);
	}

	public CompletableFuture<Boolean> ship(ShippedValue value) {
		Session session = this.link.session();
		if (session == null) {
			return CompletableFuture.completedFuture(false);
		}
		return this.link
			.ask(session,
					(open) -> open.<Long>run(Script.SHIP, this.metadata.both(),
							RedisKeys.bytes(HexFormat.of().toHexDigits(value.entry().lease().epoch())),
							RedisKeys.bytes(Integer.toString(Invalidate.LOG_CAP)), value.encode()))
			.handle((shipped, ex) -> ex == null && shipped == 1);
	}

}
