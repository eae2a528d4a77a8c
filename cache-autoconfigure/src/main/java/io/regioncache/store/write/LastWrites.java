package io.regioncache.store.write;

import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import io.regioncache.annotation.InvalidationMode;
import io.regioncache.annotation.InvalidationRegions;
import io.regioncache.store.history.KeptInvalidations.Kept;
import io.regioncache.store.history.WriterHistory;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.log.MarkerWrite;
import io.regioncache.store.connection.RedisLink;
import io.regioncache.store.session.Script;
import io.regioncache.store.session.Session;
import io.regioncache.store.entry.Envelope;
import io.regioncache.store.entry.HybridTimestamp;
import io.regioncache.store.entry.Lease;
import io.regioncache.store.entry.MetadataKeys;
import io.regioncache.store.entry.RedisKeys;
import io.regioncache.store.log.Position;
import io.regioncache.store.log.ShippedValue;

/**
 * Puts values of caches in which the last writer wins.
 * <p>
 * A put takes its stamp, is written to the log and marks its key in one step, together
 * with the entry where that lies on the same server. Elsewhere the entry follows, and is
 * not stored over a later one.
 */
public final class LastWrites {

	private final RedisLink link;

	private final MetadataKeys keys;

	public LastWrites(RedisLink link, MetadataKeys keys) {
		this.link = link;
		this.keys = keys;
	}

	/**
	 * Have the region give stamps to what is marked in it from now on.
	 */
	public void begin() {
		this.link.giveStamps();
	}

	/**
	 * Put a value, here and in every other region.
	 * @param value the value, under a lease of this region
	 * @return where it stands in the log; empty if it was not stored, here or anywhere
	 */
	public CompletableFuture<Optional<Position>> put(ShippedValue value) {
		Session session = this.link.session();
		if (session == null) {
			return CompletableFuture.completedFuture(Optional.empty());
		}
		return this.link
			.ask(session,
					(open) -> put(open, value).thenCompose((position) -> position.isPresent()
							? CompletableFuture.completedFuture(position) : putAgain(open, value)))
			.exceptionally((ex) -> Optional.empty());
	}

	/**
	 * Put after an epoch has begun since the lease was taken, which does not matter to
	 * the value.
	 */
	private CompletableFuture<Optional<Position>> putAgain(Session session, ShippedValue value) {
		return session.attach()
			.thenCompose((lease) -> put(session, value.entry(value.entry().under(lease, value.entry().softExpiry()))));
	}

	private CompletableFuture<Optional<Position>> put(Session session, ShippedValue value) {
		Envelope entry = value.entry();
		byte[] logged = value.encode();
		byte[][] keys = session.isOneConnection() ? new byte[][] { this.keys.hash(), this.keys.log(), value.redisKey() }
				: this.keys.both();
		return session
			.<List<Object>>run(Script.PUT, keys, RedisKeys.bytes(HexFormat.of().toHexDigits(entry.lease().epoch())),
					number(Invalidate.MARKER_CAP), number(Invalidate.LOG_CAP), RedisKeys.bytes(value.key().field()),
					logged, number(logged.length - entry.encodeWithoutStamp().length + 1), number(value.ttlMillis()),
					RedisKeys.bytes(session.writer()))
			.thenCompose((answer) -> answer.isEmpty() ? CompletableFuture.completedFuture(Optional.empty())
					: applied(session, value, answer));
	}

	private CompletableFuture<Optional<Position>> applied(Session session, ShippedValue value, List<Object> answer) {
		long epoch = value.entry().lease().epoch();
		Lease lease = new Lease(epoch, number(answer.get(0)));
		long stamp = number(answer.get(1));
		Position position = new Position(epoch, number(answer.get(2)));
		this.link.history().applied(lease, position, List.of(value.key()), InvalidationRegions.ALL);
		this.link.unsettled().put(epoch, value.key(), stamp);
		keep(value.key(), stamp, epoch, number(answer.get(3)));
		if (session.isOneConnection()) {
			return CompletableFuture.completedFuture(Optional.of(position));
		}
		Envelope stamped = value.entry().under(lease, value.entry().softExpiry()).at(new HybridTimestamp(stamp, epoch));
		return keep(session, value.redisKey(), stamped, value.ttlMillis()).thenApply((kept) -> Optional.of(position));
	}

	/**
	 * Keep the removal of the former value, as of the time of the put. If an epoch has
	 * begun since, it was handed over with what was applied of late.
	 */
	private void keep(Scope key, long stamp, long epoch, long sequence) {
		WriterHistory writer = this.link.writer();
		Kept kept = writer.keep(List.of(new MarkerWrite(key, InvalidationMode.REMOVE, stamp)));
		writer.applied(kept, epoch, sequence);
	}

	/**
	 * Store an entry unless a newer one lies there.
	 * @return whether it was stored
	 */
	public static CompletableFuture<Boolean> keep(Session session, byte[] key, Envelope entry, long ttlMillis) {
		return session.<Long>runAt(key, Script.KEEP, entry.encode(), number(Math.max(1, ttlMillis)))
			.thenApply((kept) -> kept == 1);
	}

	private static byte[] number(long number) {
		return RedisKeys.bytes(Long.toString(number));
	}

	private static long number(Object answer) {
		return Long.parseLong(RedisKeys.text((byte[]) answer));
	}

}
