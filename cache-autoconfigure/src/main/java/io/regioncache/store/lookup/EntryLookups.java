package io.regioncache.store.lookup;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import io.regioncache.store.connection.Failures;
import io.regioncache.store.connection.RedisLink;
import io.regioncache.store.connection.Session;
import io.regioncache.store.entry.EntryKey;
import io.regioncache.store.entry.MetadataKeys;
import io.regioncache.store.entry.Scope;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Looks entries up in one region, and has its server track what is looked up. Tracking
 * belongs to one session, and ends with it.
 */
public final class EntryLookups {

	private static final Log logger = LogFactory.getLog(EntryLookups.class);

	private final RedisLink link;

	private final MetadataKeys keys;

	private final Supplier<Tracking> tracking;

	private final Map<Session, Tracking> trackings = new ConcurrentHashMap<>();

	private final AtomicBoolean untracked = new AtomicBoolean();

	public EntryLookups(RedisLink link, MetadataKeys keys) {
		this(link, keys, Tracking::new);
	}

	/**
	 * Create what looks entries up.
	 * @param tracking makes the tracking of one session
	 */
	public EntryLookups(RedisLink link, MetadataKeys keys, Supplier<Tracking> tracking) {
		this.link = link;
		this.keys = keys;
		this.tracking = tracking;
	}

	/**
	 * Look an entry up.
	 * @param tags the tags that the entry is thought to have
	 * @param lookup completed with what was found; if Redis hangs it is not completed
	 */
	public void send(Session session, EntryKey key, Collection<Scope> tags, CompletableFuture<Lookup> lookup) {
		new PendingLookup(this, session, key, tags, lookup).send();
	}

	/**
	 * Return what is tracked over a session.
	 */
	public Tracking trackingOf(Session session) {
		Tracking tracking = this.trackings.get(session);
		return (tracking != null) ? tracking : add(session);
	}

	private synchronized Tracking add(Session session) {
		this.trackings.keySet().removeIf((known) -> known != session && !known.isOpen());
		return this.trackings.computeIfAbsent(session, (unknown) -> {
			Tracking tracking = this.tracking.get();
			session.onChange(tracking::end);
			return tracking;
		});
	}

	/**
	 * Have the server of a session tell of changes, where it can.
	 */
	public CompletableFuture<Void> track(Session session) {
		return trackingOf(session).begin(session).exceptionally((ex) -> {
			if (this.untracked.compareAndSet(false, true)) {
				logger.info("Region %s: client-side tracking is unavailable, so every hit also reads markers: %s"
					.formatted(this.link.region(), Failures.rootOf(ex).getMessage()));
			}
			return null;
		});
	}

	RedisLink link() {
		return this.link;
	}

	MetadataKeys keys() {
		return this.keys;
	}

}
