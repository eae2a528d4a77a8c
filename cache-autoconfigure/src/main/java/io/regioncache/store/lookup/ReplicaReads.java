package io.regioncache.store.lookup;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import io.lettuce.core.AbstractRedisClient;
import io.regioncache.store.connection.RedisLink;
import io.regioncache.store.session.Failures;
import io.regioncache.store.connection.PeriodicWorker;
import io.regioncache.store.session.RedisConnector;
import io.regioncache.store.session.Session;
import io.regioncache.store.entry.EntryKey;
import io.regioncache.store.entry.MetadataKeys;
import io.regioncache.store.entry.Scope;
import org.jspecify.annotations.Nullable;

/**
 * Reads the replica of a managed region, which never is attached to: the primary alone
 * decides on the epoch.
 * <p>
 * A replica is read while it shows a heartbeat by which this process has attached to the
 * primary within {@link ReplicaState#MAX_AGE}, in the same epoch, and no less than this
 * process has invalidated itself. A small question is always under way on its connection:
 * one that is not answered in time shows that it hangs.
 */
public final class ReplicaReads implements AutoCloseable {

	private static final List<String> FIELDS = List.of("epoch", "clock", "beat");

	private static final int MAX_DOUBLINGS = 4;

	private final MetadataKeys keys;

	private final ReplicaState state;

	private final InstantSource clock;

	private final Duration timeout;

	private final RedisConnector connector;

	private final PeriodicWorker turns;

	private final AtomicReference<@Nullable Session> session = new AtomicReference<>();

	/**
	 * Create what reads from a replica; nothing is connected before {@link #start()}.
	 * @param primary the link to its primary
	 * @param client supplies the Lettuce client of the replica, a standalone one
	 * @param timeout how long an answer of the replica is waited for
	 * @param clock tells whether an entry is still fresh
	 */
	ReplicaReads(RedisLink primary, Supplier<? extends AbstractRedisClient> client, MetadataKeys keys, Duration timeout,
			InstantSource clock) {
		this.keys = keys;
		this.state = new ReplicaState(primary.region(), primary.history());
		this.timeout = timeout;
		this.clock = clock;
		this.connector = new RedisConnector(client, keys, primary.settings().clock());
		this.turns = new PeriodicWorker("region-cache-" + primary.region() + "-replica", this::turn, this::pause,
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
		Session session = this.session.get();
		if (session == null || !session.isOpen()) {
			atPrimary.run();
			return;
		}
		new ReplicaLookup(this, key, scopes, lookup, atPrimary).send(session);
	}

	/**
	 * Return how far the replica has come.
	 */
	ReplicaState state() {
		return this.state;
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

	private void turn() {
		try {
			Session session = this.session.get();
			probe((session != null && session.isWhole()) ? session : connect(session));
			this.state.succeeded();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (Exception ex) {
			failed(Failures.rootOf(ex));
		}
	}

	private long pause() {
		return Math.max(1, this.timeout.toMillis() << Math.min(this.state.failures(), MAX_DOUBLINGS));
	}

	private Session connect(@Nullable Session former) {
		this.session.set(null);
		if (former != null) {
			former.close();
		}
		Session session = this.connector.open();
		this.session.set(session);
		return session;
	}

	private void probe(Session session) throws Exception {
		this.state.shows(session.read(FIELDS).get(this.timeout.toMillis(), TimeUnit.MILLISECONDS));
	}

	private void failed(Throwable ex) {
		Session session = this.session.get();
		this.session.set(null);
		if (session != null) {
			// Lookups that wait for it go on to the primary
			session.close();
		}
		this.state.failed(ex, this.turns.areOver());
	}

	public ReplicaLevel level() {
		return this.state.level();
	}

	@Override
	public void close() {
		this.turns.close();
		Session session = this.session.get();
		this.session.set(null);
		if (session != null) {
			session.close();
		}
		this.connector.close();
	}

}
