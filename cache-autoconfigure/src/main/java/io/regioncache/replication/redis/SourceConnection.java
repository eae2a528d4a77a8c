package io.regioncache.replication.redis;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import io.lettuce.core.AbstractRedisClient;
import io.regioncache.region.MonotonicClock;
import io.regioncache.region.WorkerFailures;
import io.regioncache.store.connection.AddressListener;
import io.regioncache.store.connection.AddressWatch;
import io.regioncache.store.connection.ConnectionSettings;
import io.regioncache.store.session.Failures;
import io.regioncache.store.session.RedisConnector;
import io.regioncache.store.session.Session;
import io.regioncache.store.entry.MetadataKeys;
import io.regioncache.store.entry.RedisKeys;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The connection to the server of a source: opened with the first question, and given up
 * with the first that is not answered.
 */
final class SourceConnection implements AddressListener {

	private static final Log logger = LogFactory.getLog(SourceConnection.class);

	/**
	 * How often the address of the source is looked up: whoever is level with a server
	 * that is no longer its region's must not believe so for long.
	 */
	private static final Duration ADDRESS_CHECK_INTERVAL = Duration.ofSeconds(1);

	private static final long CLOSE_MILLIS = 500;

	private final AtomicReference<@Nullable SourceSession> current = new AtomicReference<>();

	private final AtomicReference<@Nullable CompletableFuture<SourceSession>> opening = new AtomicReference<>();

	private final AtomicBoolean watching = new AtomicBoolean();

	private final AtomicBoolean closed = new AtomicBoolean();

	private final MetadataKeys keys;

	private final SourceReading reading;

	private final Executor executor;

	private final RedisConnector connector;

	private final AddressWatch watch;

	SourceConnection(Supplier<? extends AbstractRedisClient> client, MetadataKeys keys, SourceReading reading,
			Executor executor, WorkerFailures failures) {
		this.keys = keys;
		this.reading = reading;
		this.executor = executor;
		ConnectionSettings settings = new ConnectionSettings(reading.timeout(), Duration.ZERO)
			.checkingAddressEvery(ADDRESS_CHECK_INTERVAL);
		this.connector = new RedisConnector(client, keys, settings.clock()).beginEpochs(reading::beginning);
		this.watch = new AddressWatch("region-cache-source-address", this.connector, settings, this::session, this,
				failures);
	}

	private @Nullable Session session() {
		SourceSession current = this.current.get();
		return (current != null) ? current.session() : null;
	}

	@Override
	public void moved(Session session) {
		if (this.closed.get()) {
			return;
		}
		logger.info("The address of the region with log %s leads to another server; reconnecting"
			.formatted(RedisKeys.text(this.keys.log())));
		session.close();
	}

	/**
	 * Whether the server of the present session was lately confirmed.
	 */
	boolean isConfirmed() {
		SourceSession current = this.current.get();
		return current != null && current.session().isOpen() && this.watch.isConfirmed(current.session());
	}

	/**
	 * How long ago the present session began, in nanoseconds.
	 */
	long connectedFor() {
		SourceSession current = this.current.get();
		return (current != null) ? current.age() : 0;
	}

	/**
	 * How long ago the server of the present session was confirmed, in nanoseconds.
	 */
	long unconfirmedFor() {
		SourceSession current = this.current.get();
		return (current != null) ? this.watch.unconfirmedFor(current.session()) : 0;
	}

	/**
	 * Return the present session, or a new one that is attached. Concurrent callers share
	 * it: over a long distance, each would otherwise close what another is opening.
	 */
	CompletableFuture<SourceSession> open() {
		CompletableFuture<SourceSession> fresh = new CompletableFuture<>();
		CompletableFuture<SourceSession> opening = this.opening.compareAndExchange(null, fresh);
		if (opening != null) {
			return opening;
		}
		try {
			attached().whenComplete((session, ex) -> opened(fresh, session, ex));
		}
		catch (RuntimeException ex) {
			// The executor takes nothing any more
			opened(fresh, null, ex);
		}
		return fresh;
	}

	private void opened(CompletableFuture<SourceSession> fresh, @Nullable SourceSession session,
			@Nullable Throwable failure) {
		this.opening.set(null);
		if (session != null) {
			fresh.complete(session);
		}
		else {
			fresh.completeExceptionally(Objects.requireNonNull(failure));
		}
	}

	private CompletableFuture<SourceSession> attached() {
		SourceSession current = this.current.get();
		if (current != null && current.session().isWhole()) {
			return CompletableFuture.completedFuture(current);
		}
		return CompletableFuture.supplyAsync(this::connect, this.executor)
			.thenCompose((session) -> ask(session, session.session().attach().thenApply((attached) -> session)));
	}

	private synchronized SourceSession connect() {
		SourceSession former = this.current.get();
		if (former != null) {
			former.session().close();
		}
		if (this.closed.get()) {
			throw new IllegalStateException("The log is no longer read");
		}
		SourceSession fresh = new SourceSession(this.connector.open(), MonotonicClock.SYSTEM);
		subscribe(fresh);
		this.current.set(fresh);
		if (this.watching.compareAndSet(false, true)) {
			this.watch.start();
		}
		return fresh;
	}

	private void subscribe(SourceSession fresh) {
		fresh.session()
			.events()
			.subscribeToShard(this.keys.log(), fresh.published()::receive)
			.whenComplete((done, ex) -> subscribed(ex));
		fresh.session().events().onLost(fresh.published()::interrupt);
	}

	private void subscribed(@Nullable Throwable ex) {
		Throwable refusal = (ex != null) ? Failures.rootOf(ex) : null;
		if (!this.closed.get() && refusal != null && Failures.isAnswer(refusal)) {
			logger.warn("Cannot subscribe to channel %s; the log is read only every %s (%s)"
				.formatted(RedisKeys.text(this.keys.log()), this.reading.heartbeat(), refusal.getMessage()));
		}
	}

	/**
	 * Wait for an answer for no longer than the timeout, and give the session up without
	 * it.
	 */
	<T> CompletableFuture<T> ask(SourceSession session, CompletableFuture<T> answer) {
		return answer.orTimeout(this.reading.timeout().toNanos(), TimeUnit.NANOSECONDS).whenComplete((value, ex) -> {
			if (ex != null) {
				session.session().close();
			}
		});
	}

	synchronized void close() {
		this.closed.set(true);
		this.watch.close();
		Session session = session();
		if (session != null) {
			// The client that is shut down next would close what is still closing
			session.close()
				.completeOnTimeout(null, CLOSE_MILLIS, TimeUnit.MILLISECONDS)
				.exceptionally((ex) -> null)
				.join();
		}
		this.connector.close();
	}

}
