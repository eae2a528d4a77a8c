package io.regioncache.cache.put;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.regioncache.cache.behind.JsonChanges;
import io.regioncache.cache.entry.CacheParts;
import io.regioncache.cache.entry.CacheRequest;
import io.regioncache.cache.entry.Loaded;
import io.regioncache.cache.transaction.Transaction;
import io.regioncache.cache.transaction.Transactions;
import io.regioncache.cache.value.Encoded;
import io.regioncache.store.entry.EntryKey;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.log.VersionVector;
import io.regioncache.store.write.Appended;
import io.regioncache.store.write.PutChange;
import io.regioncache.writebehind.Pace;
import io.regioncache.writebehind.WhenFull;
import io.regioncache.writebehind.WhenRedisIsDown;
import io.regioncache.writebehind.WriteBehind;
import org.jspecify.annotations.Nullable;

/**
 * Puts values of one cache that are written to a database later. A put that returns is
 * appended to the changes of the region, or written.
 */
public final class BehindPuts {

	private static final Duration NEXT_LOOK = Duration.ofMillis(20);

	private final CacheParts parts;

	private final Puts puts;

	public BehindPuts(CacheParts parts, Puts puts) {
		this.parts = parts;
		this.puts = puts;
	}

	/**
	 * Begin to put a value that is about to be computed.
	 * @param pace how soon it is written
	 * @throws IllegalStateException if the cache has no writer, or in a transaction
	 */
	public CompletableFuture<PendingPut> begin(@Nullable Transaction transaction, Pace pace) {
		WriteBehind behind = this.parts.behind().get();
		requirePossible(behind, transaction);
		behind.pace(pace);
		return this.puts
			.begin(null,
					(key, request, loaded, known) -> put(behind,
							new Put(key, request, loaded, known, deadline(behind.settings().blockFor()))))
			.thenApply((put) -> new CheckedPut(put, behind));
	}

	private long deadline(Duration wait) {
		return this.parts.store().clock().nanos() + wait.toNanos();
	}

	private void requirePossible(@Nullable WriteBehind behind, @Nullable Transaction transaction) {
		String cache = this.parts.name();
		if (behind == null) {
			throw new IllegalStateException(("Cache '%s' has no BatchWriter, so its changes cannot be written. "
					+ "Declare a BatchWriter bean whose cache() is \"%1$s\", or remove @WriteBehind")
				.formatted(cache));
		}
		if (this.parts.lastWriteWins()) {
			throw new IllegalStateException(("Cache '%s' uses last-write-wins, whose puts cannot be written behind. "
					+ "Set 'regions.caches.%1$s.conflict=drop', or remove @WriteBehind")
				.formatted(cache));
		}
		if (transaction != null || Transactions.current() != null) {
			throw new IllegalStateException(("A change of cache '%s' that is written behind cannot be part of a "
					+ "transaction, which would neither wait for it nor roll it back. Call the method outside of it")
				.formatted(cache));
		}
	}

	private CompletableFuture<Void> put(WriteBehind behind, Put put) {
		Encoded encoded = put.loaded.encoded();
		if (encoded != null) {
			return append(behind, put, behind.change(put.request.key(), JsonChanges.bytes(encoded)));
		}
		// What has no form in Redis cannot wait there
		return append(put, behind.sequenceAlone())
			.thenCompose((appended) -> writeThrough(behind, put, appended.sequence()));
	}

	private CompletableFuture<Appended> append(Put put, PutChange change) {
		Collection<Scope> tags = put.loaded.tags();
		return this.parts.invalidations()
			.append(put.key, put.loaded.lease(), (tags != null) ? tags : List.of(), change);
	}

	private CompletableFuture<Void> append(WriteBehind behind, Put put, PutChange change) {
		return append(put, change).thenCompose((appended) -> {
			behind.appended(appended);
			return switch (appended.outcome()) {
				case APPENDED -> durable(behind, put, appended);
				case FULL -> full(behind, put, change, appended.sequence());
				case UNKNOWN -> unknown(behind, put, 0);
			};
		});
	}

	private CompletableFuture<Void> durable(WriteBehind behind, Put put, Appended appended) {
		return behind.isDurable(appended)
			.thenCompose((durable) -> durable ? stored(put, appended) : unknown(behind, put, appended.sequence()));
	}

	private CompletableFuture<Void> stored(Put put, Appended appended) {
		return appended.grant()
			.map((grant) -> this.puts.write(put.key, put.request, put.loaded, grant, put.known))
			.orElse(CompletableFuture.completedFuture(false))
			.thenAccept((stored) -> {
			});
	}

	private CompletableFuture<Void> unknown(WriteBehind behind, Put put, long sequence) {
		return (behind.settings().whenRedisIsDown() == WhenRedisIsDown.WRITE_THROUGH)
				? writeThrough(behind, put, sequence)
				: CompletableFuture.failedFuture(behind.refused(
						"was not confirmed by Redis of region %s; it may be written or not. "
							.formatted(this.parts.store().region())
								+ "Try again once the region is back, or set when-redis-is-down to write-through",
						null));
	}

	private CompletableFuture<Void> full(WriteBehind behind, Put put, PutChange change, long sequence) {
		WhenFull whenFull = behind.settings().whenFull();
		if (whenFull == WhenFull.WRITE_THROUGH) {
			return writeThrough(behind, put, sequence);
		}
		if (whenFull == WhenFull.BLOCK && put.deadline - this.parts.store().clock().nanos() > 0) {
			return room(behind)
				.thenCompose((room) -> room ? append(behind, put, change) : full(behind, put, change, sequence));
		}
		return CompletableFuture
			.failedFuture(behind.refused(("was rejected: %d keys have changes that are not written. "
					+ "Check the database of its BatchWriter, or raise capacity")
				.formatted(behind.settings().capacity()), null));
	}

	private CompletableFuture<Boolean> room(WriteBehind behind) {
		return CompletableFuture
			.supplyAsync(behind::hasRoom,
					CompletableFuture.delayedExecutor(NEXT_LOOK.toMillis(), TimeUnit.MILLISECONDS,
							this.parts.executor()))
			.thenCompose((answer) -> answer);
	}

	private CompletableFuture<Void> writeThrough(WriteBehind behind, Put put, long sequence) {
		return CompletableFuture
			.runAsync(() -> behind.writeThrough(put.key.text(), put.request.key(), put.loaded.value(), sequence),
					this.parts.executor())
			.thenCompose((done) -> this.puts.put(put.key, put.request, put.loaded, put.known))
			.thenAccept((stored) -> {
			});
	}

	/**
	 * One put.
	 *
	 * @param deadline until when it waits for room
	 */
	private record Put(EntryKey key, CacheRequest request, Loaded loaded, Optional<VersionVector> known,
			long deadline) {

	}

}
