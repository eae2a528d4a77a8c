package io.regioncache.store.lookup;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.lettuce.core.AbstractRedisClient;
import io.regioncache.store.connection.RedisLink;
import io.regioncache.store.session.Failures;
import io.regioncache.store.history.LinkHistory;
import io.regioncache.store.connection.PeriodicWorker;
import io.regioncache.store.session.RedisConnector;
import io.regioncache.store.session.Session;
import io.regioncache.store.entry.EntryKey;
import io.regioncache.store.entry.Lease;
import io.regioncache.store.entry.MetadataKeys;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.log.RegionClock;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Reads the replica of a managed region, which never is attached to: the primary alone
 * decides on the epoch.
 * <p>
 * A replica is read while it shows a heartbeat by which this process has attached to the
 * primary within {@link #MAX_AGE}, in the same epoch, and no less than this process has
 * invalidated itself. A small question is always under way on its connection: one that is
 * not answered in time shows that it hangs.
 */
public final class ReplicaReads implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(ReplicaReads.class);

	private static final List<String> FIELDS = List.of("epoch", "clock", "beat");

	private static final int MAX_DOUBLINGS = 4;

	/**
	 * How old what a replica shows may be.
	 */
	private static final Duration MAX_AGE = Duration.ofSeconds(3);

	private final String region;

	private final MetadataKeys keys;

	private final LinkHistory primary;

	private final InstantSource clock;

	private final Duration timeout;

	private final RedisConnector connector;

	private final PeriodicWorker turns;

	private volatile @Nullable Session session;

	private volatile RegionClock shown = RegionClock.NONE;

	private volatile @Nullable String failure = "it was not connected to yet";

	private int failures;

	/**
	 * Create what reads from a replica; nothing is connected before {@link #start()}.
	 * @param primary the link to its primary
	 * @param client supplies the Lettuce client of the replica, a standalone one
	 * @param timeout how long an answer of the replica is waited for
	 * @param clock tells whether an entry is still fresh
	 */
	ReplicaReads(RedisLink primary, Supplier<? extends AbstractRedisClient> client, MetadataKeys keys, Duration timeout,
			InstantSource clock) {
		this.region = primary.region();
		this.keys = keys;
		this.primary = primary.history();
		this.timeout = timeout;
		this.clock = clock;
		this.connector = new RedisConnector(client, keys, primary.settings().clock());
		this.turns = new PeriodicWorker("region-cache-" + this.region + "-replica", this::turn, this::pause,
				primary.failures());
	}

	public void start() {
		this.turns.start();
	}

	/**
	 * Look at the replica, and at the primary if that does not answer with an entry that
	 * may be served.
	 * @param atPrimary looks at the primary
	 */
	public void lookup(EntryKey key, Scope[] scopes, CompletableFuture<Lookup> lookup, Runnable atPrimary) {
		Session session = this.session;
		if (session == null || !session.isOpen()) {
			atPrimary.run();
			return;
		}
		new ReplicaLookup(this, key, scopes, lookup, atPrimary).send(session);
	}

	/**
	 * Whether what a replica has shown is new enough.
	 * @param own what this process had invalidated when it asked
	 */
	boolean isCurrent(RegionClock shown, Lease own) {
		return shown.epoch() == own.epoch() && shown.clock() >= own.number()
				&& this.primary.ageOf(shown) < MAX_AGE.toNanos();
	}

	/**
	 * Return the time, in milliseconds of the epoch.
	 */
	long millis() {
		return this.clock.millis();
	}

	MetadataKeys keys() {
		return this.keys;
	}

	/**
	 * Return what this process must find, at least.
	 */
	Lease own() {
		return this.primary.own();
	}

	private void turn() {
		try {
			Session session = this.session;
			if (session == null || !session.isWhole()) {
				session = connect(session);
			}
			probe(session);
			succeeded();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (Exception ex) {
			failed(Failures.rootOf(ex));
		}
	}

	private long pause() {
		return Math.max(1, this.timeout.toMillis() << Math.min(this.failures, MAX_DOUBLINGS));
	}

	private Session connect(@Nullable Session former) {
		this.session = null;
		if (former != null) {
			former.close();
		}
		Session session = this.connector.open();
		this.session = session;
		return session;
	}

	private void probe(Session session) throws Exception {
		List<@Nullable String> fields = session.read(FIELDS).get(this.timeout.toMillis(), TimeUnit.MILLISECONDS);
		String epoch = fields.get(0);
		this.shown = new RegionClock((epoch != null) ? Long.parseUnsignedLong(epoch, 16) : 0, number(fields.get(1)),
				number(fields.get(2)));
	}

	private static long number(@Nullable String field) {
		return (field != null) ? Long.parseLong(field) : 0;
	}

	private void succeeded() {
		if (this.failures > 0) {
			logger.info("Region %s reads its replica again".formatted(this.region));
		}
		this.failures = 0;
		this.failure = null;
	}

	private void failed(Throwable ex) {
		Session session = this.session;
		this.session = null;
		if (session != null) {
			// Lookups that wait for it go on to the primary
			session.close();
		}
		this.failure = ex.toString();
		if (this.failures++ == 0 && !this.turns.areOver()) {
			logger.warn("Region %s cannot read its replica; reading from the primary: %s".formatted(this.region, ex));
		}
	}

	public ReplicaLevel level() {
		RegionClock shown = this.shown;
		String failure = this.failure;
		Lease last = this.primary.lastAttached();
		boolean comparable = failure == null && shown.epoch() == last.epoch();
		long age = this.primary.ageOf(shown);
		Duration lag = (comparable && this.primary.isLevel(shown)) ? Duration.ZERO : Duration.ofNanos(age);
		return new ReplicaLevel(comparable ? Math.max(0, last.number() - shown.clock()) : -1, lag, failure);
	}

	@Override
	public void close() {
		this.turns.close();
		Session session = this.session;
		this.session = null;
		if (session != null) {
			session.close();
		}
		this.connector.close();
	}

}
