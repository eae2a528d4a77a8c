package io.regioncache.replication.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.KeyValue;
import io.lettuce.core.MapScanCursor;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.regioncache.annotation.InvalidationMode;
import io.regioncache.region.WorkerFailures;
import io.regioncache.store.connection.AddressWatch;
import io.regioncache.store.connection.Failures;
import io.regioncache.store.connection.RedisConnector;
import io.regioncache.store.connection.Script;
import io.regioncache.store.connection.Session;
import io.regioncache.store.entry.Lease;
import io.regioncache.store.entry.MetadataKeys;
import io.regioncache.store.entry.RedisKeys;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.log.Cursor;
import io.regioncache.store.log.LogRecord;
import io.regioncache.store.log.MarkerWrite;
import io.regioncache.store.log.VersionVector;
import io.regioncache.store.position.VersionVectorQuery;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
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

	private static final Log logger = LogFactory.getLog(RedisSourceLog.class);

	private static final int PAGE = 1000;

	/**
	 * How often the address of the source is looked up: whoever is level with a server
	 * that is no longer its region's must not believe so for long.
	 */
	private static final Duration ADDRESS_CHECK_INTERVAL = Duration.ofSeconds(1);

	/**
	 * How many bytes are asked for at once: more than a region applies in one step, or a
	 * page might end before the first step does.
	 */
	private static final int PAGE_BYTES = 4 * 1024 * 1024;

	private static final int LEAST_BYTES = 256 * 1024;

	/**
	 * Larger records are not read. So the heap is safe, and on a link too slow for a
	 * large value it does not hold up what follows.
	 */
	private static final int MAX_RECORD = 16 * 1024 * 1024;

	/**
	 * To decode more takes too long for the event loop.
	 */
	private static final int AT_ONCE = 64 * 1024;

	private static final long CLOSE_MILLIS = 500;

	private static final byte[] FIELD = { 'r' };

	private final Supplier<? extends AbstractRedisClient> client;

	private final MetadataKeys keys;

	private final byte[] readerField;

	private final Duration timeout;

	private final Duration heartbeat;

	private final Executor executor;

	private final Consumer<String> routes;

	private final BooleanSupplier relied;

	private final RedisConnector connector;

	private final AddressWatch watch;

	private boolean watching;

	private volatile @Nullable Opened opened;

	/**
	 * The session that has answered last: what a former one has said says nothing about
	 * the server of the present one.
	 */
	private volatile @Nullable Session answered;

	private volatile boolean closed;

	/**
	 * How many bytes are asked for at once: fewer after an answer that did not come in
	 * time, as values may be large and the way long.
	 */
	private volatile int bytes = PAGE_BYTES;

	private long heartbeats;

	/**
	 * Create a reader; nothing is connected before the first question.
	 * @param client supplies the Lettuce client of the source
	 * @param keyPrefix the prefix of every key
	 * @param reader the name of the region that reads
	 * @param timeout how long an answer is waited for
	 * @param heartbeat how often the log is read though nothing is published
	 * @param executor where to connect
	 * @param routes is told what the source knows of routes, if anything
	 * @param relied whether the reader relies on the source, which then reads from it in
	 * turn
	 * @param failures is told what fails unexpectedly
	 */
	public RedisSourceLog(Supplier<? extends AbstractRedisClient> client, String keyPrefix, String reader,
			Duration timeout, Duration heartbeat, Executor executor, Consumer<String> routes, BooleanSupplier relied,
			WorkerFailures failures) {
		this.routes = routes;
		this.relied = relied;
		this.client = client;
		this.keys = MetadataKeys.of(keyPrefix);
		this.readerField = RedisKeys.bytes("r:" + reader);
		this.timeout = timeout;
		this.heartbeat = heartbeat;
		this.executor = executor;
		this.connector = new RedisConnector(this.client);
		this.watch = new AddressWatch("region-cache-source-address", this.connector, this.keys, ADDRESS_CHECK_INTERVAL,
				timeout, this::session, this::moved, failures);
	}

	private @Nullable Session session() {
		Opened open = this.opened;
		return (open != null) ? open.session : null;
	}

	private void moved(Session session) {
		if (this.closed) {
			return;
		}
		logger.info("The address of the region with log %s leads to another server; reconnecting"
			.formatted(RedisKeys.text(this.keys.log())));
		session.close();
	}

	@Override
	public boolean isConfirmed() {
		Session session = session();
		return session != null && session.isOpen() && session == this.answered && this.watch.isConfirmed(session);
	}

	@Override
	public CompletableFuture<LogPage> read(@Nullable Cursor cursor) {
		return open().thenCompose((open) -> {
			if (cursor == null) {
				return ask(open, page(open, null)).whenComplete(answered(open));
			}
			if (open.isSilentFor(this.heartbeat)) {
				// Where records never cease, nothing but this tells the source of its
				// reader
				ask(open, heartbeat(open, cursor).thenCombine(tail(open), (lease, tail) -> tail));
			}
			return open.published.after(cursor, this.heartbeat)
				.thenCompose((page) -> (page != null) ? CompletableFuture.completedFuture(page)
						: ask(open, poll(open, cursor)))
				.whenComplete(answered(open));
		});
	}

	private BiConsumer<LogPage, Throwable> answered(Opened open) {
		return (page, ex) -> {
			if (ex == null) {
				this.answered = open.session;
			}
		};
	}

	private CompletableFuture<LogPage> poll(Opened open, Cursor cursor) {
		if (!open.isSilentFor(this.heartbeat.dividedBy(2))) {
			return page(open, cursor);
		}
		return heartbeat(open, cursor).thenCombine(page(open, cursor), (lease, page) -> page);
	}

	private CompletableFuture<Lease> heartbeat(Opened open, Cursor cursor) {
		open.attachedAt = System.nanoTime();
		CompletableFuture<Lease> attached = open.session.attach();
		open.commands()
			.hset(this.keys.hash(), this.readerField,
					new ReaderHeartbeat(cursor, ++this.heartbeats, this.relied.getAsBoolean()).encode());
		return attached;
	}

	private CompletableFuture<Cursor> tail(Opened open) {
		return page(open, null).thenApply(LogPage::tail);
	}

	private CompletableFuture<LogPage> page(Opened open, @Nullable Cursor cursor) {
		int bytes = this.bytes;
		int most = Math.min(MAX_RECORD, bytes * (MAX_RECORD / PAGE_BYTES));
		return Script.PAGE
			.<List<Object>>run(open.commands(), this.keys.both(),
					argument((cursor != null) ? Long.toString(cursor.sequence()) : ""), argument(PAGE), argument(bytes),
					argument(most), argument(LogRecord.BEGINNING))
			.whenComplete((found,
					ex) -> this.bytes = (ex != null) ? Math.max(LEAST_BYTES, bytes / 4)
							: Math.min(PAGE_BYTES, bytes + bytes / 4))
			.thenCompose((found) -> ReadRecords.sizeOf(found) <= AT_ONCE
					? CompletableFuture.completedFuture(decode(open, found))
					: CompletableFuture.supplyAsync(() -> decode(open, found), this.executor));
	}

	private static byte[] argument(Object argument) {
		return RedisKeys.bytes(argument.toString());
	}

	private LogPage decode(Opened open, List<Object> found) {
		ReadRecords read = ReadRecords.of(found);
		if (!read.routes().isEmpty()) {
			this.routes.accept(read.routes());
		}
		open.published.polled(read.page());
		return read.page();
	}

	private static Cursor tail(List<KeyValue<byte[], byte[]>> fields) {
		if (!fields.get(0).hasValue()) {
			throw new IllegalStateException("The source has lost its metadata");
		}
		return new Cursor(HexFormat.fromHexDigitsToLong(RedisKeys.text(fields.get(0).getValue())),
				number(fields.get(1)), number(fields.get(2)));
	}

	private static long number(KeyValue<byte[], byte[]> field) {
		return field.hasValue() ? Long.parseLong(RedisKeys.text(field.getValue())) : 0;
	}

	@Override
	public CompletableFuture<VersionVector> positions() {
		return open().thenCompose((open) -> ask(open, VersionVectorQuery.ask(open.session)));
	}

	@Override
	public CompletableFuture<MarkerPage> markers(String page, long from) {
		return open().thenCompose((open) -> ask(open,
				open.commands()
					.hscan(this.keys.hash(), ScanCursor.of(page), ScanArgs.Builder.limit(PAGE))
					.toCompletableFuture()
					.thenApply((scanned) -> markers(scanned, from))));
	}

	private static MarkerPage markers(MapScanCursor<byte[], byte[]> scanned, long from) {
		List<MarkerWrite> marks = new ArrayList<>();
		scanned.getMap().forEach((name, value) -> {
			String field = RedisKeys.text(name);
			if (Scope.isField(field)) {
				MarkerNumbers numbers = MarkerNumbers.of(RedisKeys.text(value));
				Scope scope = new Scope(field);
				if (numbers.removed() >= from) {
					marks.add(new MarkerWrite(scope, InvalidationMode.REMOVE, numbers.removedAt()));
				}
				if (numbers.staled() >= from) {
					marks.add(new MarkerWrite(scope, InvalidationMode.STALE, numbers.staledAt()));
				}
			}
		});
		return new MarkerPage(scanned.isFinished() ? "0" : scanned.getCursor(), marks);
	}

	@Override
	public CompletableFuture<Floor> floor() {
		return open().thenCompose((open) -> ask(open,
				open.commands()
					.hmget(this.keys.hash(), RedisKeys.bytes("epoch"), RedisKeys.bytes("floor"))
					.toCompletableFuture()
					.thenApply((fields) -> new Floor(
							tail(List.of(fields.get(0), KeyValue.empty(FIELD), KeyValue.empty(FIELD))).epoch(),
							number(fields.get(1))))));
	}

	private CompletableFuture<Opened> open() {
		Opened open = this.opened;
		if (open != null && open.session.isWhole()) {
			return CompletableFuture.completedFuture(open);
		}
		return CompletableFuture.supplyAsync(this::connect, this.executor)
			.thenCompose((fresh) -> ask(fresh, fresh.session.attach().thenApply((attached) -> fresh)));
	}

	private synchronized Opened connect() {
		Opened former = this.opened;
		if (former != null) {
			former.session.close();
		}
		if (this.closed) {
			throw new IllegalStateException("The log is no longer read");
		}
		Session session = new Session(this.connector.connect(this.keys), this.keys);
		Opened open = new Opened(session);
		session.connections().wakeups().addListener(new RedisPubSubAdapter<byte[], byte[]>() {

			@Override
			public void smessage(byte[] channel, byte[] message) {
				open.published.receive(message);
			}

		});
		session.connections().wakeups().async().ssubscribe(this.keys.log()).whenComplete(this::subscribed);
		this.opened = open;
		if (!this.watching) {
			this.watching = true;
			this.watch.start();
		}
		return open;
	}

	private void subscribed(@Nullable Void done, @Nullable Throwable ex) {
		if (!this.closed && ex != null && Failures.rootOf(ex) instanceof RedisCommandExecutionException refusal) {
			logger.warn("Cannot subscribe to channel %s; the log is read only every %s (%s)"
				.formatted(RedisKeys.text(this.keys.log()), this.heartbeat, refusal.getMessage()));
		}
	}

	private <T> CompletableFuture<T> ask(Opened open, CompletableFuture<T> answer) {
		return answer.orTimeout(this.timeout.toNanos(), TimeUnit.NANOSECONDS).whenComplete((value, ex) -> {
			if (ex != null) {
				open.session.close();
			}
		});
	}

	@Override
	public synchronized void close() {
		this.closed = true;
		this.watch.close();
		Opened open = this.opened;
		if (open != null) {
			// The client that is shut down next would close what is still closing
			open.session.close()
				.completeOnTimeout(null, CLOSE_MILLIS, TimeUnit.MILLISECONDS)
				.exceptionally((ex) -> null)
				.join();
		}
		this.connector.close();
	}

	/**
	 * A session, and what was published in its time.
	 */
	private static final class Opened {

		private final Session session;

		private final PublishedRecords published = new PublishedRecords();

		private volatile long attachedAt = System.nanoTime();

		Opened(Session session) {
			this.session = session;
		}

		RedisClusterAsyncCommands<byte[], byte[]> commands() {
			return this.session.metadata();
		}

		/**
		 * Whether the source has not been told of its reader for this long.
		 */
		boolean isSilentFor(Duration duration) {
			return System.nanoTime() - this.attachedAt >= duration.toNanos();
		}

	}

}
