package io.regioncache.replication.redis;

import java.util.HexFormat;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

import io.lettuce.core.AbstractRedisClient;
import io.regioncache.region.WorkerFailures;
import io.regioncache.store.entry.Lease;
import io.regioncache.store.entry.MetadataKeys;
import io.regioncache.store.log.Cursor;
import io.regioncache.store.log.VersionVector;
import io.regioncache.store.position.VersionVectorQuery;
import io.regioncache.store.write.Revocations;
import io.regioncache.store.write.Revocations.RevokedPage;
import org.jspecify.annotations.Nullable;

/**
 * The log of a region, read from afar.
 * <p>
 * Records are published as they are written, so that one reaches its readers after one
 * way, not three; what was published is a hint, and the log the truth. It is read at each
 * heartbeat, and whenever what was published does not follow the cursor. The heartbeat
 * also attaches to the server anew and tells it how far it has been read.
 */
public final class RedisSourceLog implements SourceLog {

	private static final int MARKERS = 1000;

	/**
	 * The longest way around the world and back, several times.
	 */
	private static final Duration OVERDUE = Duration.ofMillis(750);

	private final AtomicLong heartbeats = new AtomicLong();

	private final SourceReading reading;

	private final SourceRoutes routes;

	private final String readerField;

	private final SourceConnection connection;

	private final LogPages pages;

	/**
	 * Create a reader; nothing is connected before the first question.
	 * @param client supplies the Lettuce client of the source
	 * @param keyPrefix the prefix of every key
	 * @param reading who reads, and how
	 * @param executor where to connect
	 * @param routes what is told about routes
	 * @param failures is told what fails unexpectedly
	 */
	public RedisSourceLog(Supplier<? extends AbstractRedisClient> client, String keyPrefix, SourceReading reading,
			Executor executor, SourceRoutes routes, WorkerFailures failures) {
		MetadataKeys keys = MetadataKeys.of(keyPrefix);
		this.reading = reading;
		this.routes = routes;
		this.readerField = "r:" + reading.reader();
		this.connection = new SourceConnection(client, keys, reading, executor, failures);
		this.pages = new LogPages(keys, executor, routes.known());
	}

	@Override
	public Duration patience() {
		return this.reading.heartbeat().plus(OVERDUE);
	}

	@Override
	public boolean isConfirmed() {
		return this.connection.isConfirmed();
	}

	@Override
	public long unconfirmedFor() {
		return this.connection.unconfirmedFor();
	}

	@Override
	public long connectedFor() {
		return this.connection.connectedFor();
	}

	@Override
	public CompletableFuture<LogPage> read(@Nullable Cursor cursor) {
		return this.connection.open().thenCompose((source) -> read(source, cursor));
	}

	private CompletableFuture<LogPage> read(SourceSession source, @Nullable Cursor cursor) {
		if (cursor == null) {
			return this.connection.ask(source, this.pages.read(source, null));
		}
		if (source.isSilentFor(this.reading.heartbeat())) {
			// Where records never cease, nothing but this tells the source of its reader
			this.connection.ask(source,
					heartbeat(source, cursor).thenCombine(this.pages.read(source, null), (lease, tail) -> tail));
		}
		return source.published()
			.after(cursor, this.reading.heartbeat())
			.thenCompose((page) -> (page != null) ? CompletableFuture.completedFuture(page)
					: this.connection.ask(source, poll(source, cursor)));
	}

	private CompletableFuture<LogPage> poll(SourceSession source, Cursor cursor) {
		if (!source.isSilentFor(this.reading.heartbeat().dividedBy(2))) {
			return this.pages.read(source, cursor);
		}
		return heartbeat(source, cursor).thenCombine(this.pages.read(source, cursor), (lease, page) -> page);
	}

	private CompletableFuture<Lease> heartbeat(SourceSession source, Cursor cursor) {
		source.attaching();
		CompletableFuture<Lease> attached = source.session().attach();
		source.session()
			.fields()
			.write(this.readerField,
					new ReaderHeartbeat(cursor, this.heartbeats.incrementAndGet(), this.routes.relied().getAsBoolean())
						.encode());
		return attached;
	}

	@Override
	public CompletableFuture<VersionVector> positions() {
		return this.connection.open()
			.thenCompose((source) -> this.connection.ask(source, VersionVectorQuery.ask(source.session())));
	}

	@Override
	public CompletableFuture<MarkerPage> markers(String page, long from) {
		return this.connection.open()
			.thenCompose((source) -> this.connection.ask(source,
					source.session()
						.fields()
						.scan(page, MARKERS)
						.thenApply((scanned) -> MarkerPage.of(scanned.next(), scanned.fields(), from))));
	}

	@Override
	public CompletableFuture<RevokedPage> revoked(String page) {
		return this.connection.open()
			.thenCompose((source) -> this.connection.ask(source, Revocations.read(source.session(), page)));
	}

	@Override
	public CompletableFuture<Floor> floor() {
		return this.connection.open()
			.thenCompose((source) -> this.connection.ask(source,
					source.session()
						.read(List.of("epoch", "floor"))
						.thenApply((fields) -> floor(fields.get(0), fields.get(1)))));
	}

	@Override
	public CompletableFuture<Testimony> testimony(String region) {
		return this.connection.open()
			.thenCompose((source) -> this.connection.ask(source,
					source.session().read(Testimony.fields(region)).thenApply(Testimony::of)));
	}

	private static Floor floor(@Nullable String epoch, @Nullable String floor) {
		if (epoch == null) {
			throw new IllegalStateException("The source has lost its metadata");
		}
		return new Floor(HexFormat.fromHexDigitsToLong(epoch), (floor != null) ? Long.parseLong(floor) : 0);
	}

	@Override
	public void close() {
		this.connection.close();
	}

}
