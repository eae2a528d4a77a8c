package io.regioncache.websession;

import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;

import io.regioncache.store.RegionStore;
import io.regioncache.store.entry.Revocation;
import io.regioncache.websession.WebSessionCounts.Event;

/**
 * Web sessions in the home region, or in another while that cannot be asked. Nothing here
 * fails or blocks because of Redis, but for the first attempt to connect: what cannot be
 * found is not, and what cannot be written is not.
 */
public final class WebSessions implements AutoCloseable {

	private final RegionStore store;

	private final WebSessionSettings settings;

	private final SessionRegion home;

	private final OtherRegions others;

	private final KeptRevocations kept;

	private final RevocationRecovery recovery;

	private final WebSessionCounts counts = new WebSessionCounts();

	private final SessionLookups lookups;

	private final SessionShipping shipping;

	private final SessionWrites writes;

	/**
	 * Create the sessions of a region.
	 * @param store the region
	 * @param settings how sessions are kept
	 */
	public WebSessions(RegionStore store, WebSessionSettings settings) {
		this(store, settings, RevocationRecovery.GRACE);
	}

	WebSessions(RegionStore store, WebSessionSettings settings, Duration grace) {
		this.store = store;
		this.settings = settings;
		this.home = new SessionRegion(store.own(), settings.namespace());
		this.others = new OtherRegions(store, settings.namespace());
		this.kept = new KeptRevocations(store, settings.revocationLife());
		this.recovery = new RevocationRecovery(store, this.kept, grace);
		this.lookups = new SessionLookups(this.home, this.others, this.kept, this.recovery, this.counts);
		this.shipping = new SessionShipping(store, settings);
		this.writes = new SessionWrites(this.home, this.others, this.shipping, settings.index(), this.counts);
	}

	/**
	 * Wait for the first attempt to connect, before which other methods may block.
	 */
	CompletableFuture<Void> settled() {
		return this.store.settled(ForkJoinPool.commonPool());
	}

	WebSessionSettings settings() {
		return this.settings;
	}

	/**
	 * Return what has happened to sessions in this process.
	 * @return the counts
	 */
	public WebSessionCounts counts() {
		return this.counts;
	}

	/**
	 * Whether the home region refuses sessions that began before its present epoch, since
	 * other regions are still to be asked what is revoked.
	 * @return whether it does
	 */
	public boolean isRecovering() {
		return this.recovery.isDue();
	}

	SessionIndex index() {
		return new SessionIndex(this::find, this.home, this.others);
	}

	/**
	 * Find a session.
	 * @param id its id, perhaps made up by a client
	 * @return the session; empty if there is none, it is revoked, or no region can tell
	 */
	CompletableFuture<Optional<StoredSession>> find(String id) {
		return this.lookups.find(id);
	}

	/**
	 * Let a session go on under the new id under which it was written, unless it was
	 * destroyed meanwhile.
	 * @return completes when only one of the two is accepted, or none
	 */
	CompletableFuture<Void> replace(String former, String id) {
		return this.lookups.isRevoked(former).thenCompose((revoked) -> destroy(revoked ? id : former));
	}

	/**
	 * Write a session, or changes of one.
	 * @param write what to write
	 * @return completes when it is written, or cannot be
	 */
	CompletableFuture<Void> save(SessionWrite write) {
		return this.writes.save(write);
	}

	/**
	 * Destroy one session, in every region.
	 * @return completes when the home region refuses it, or another has taken that
	 */
	CompletableFuture<Void> destroy(String id) {
		this.counts.count(Event.DESTROYED);
		return this.kept.revokeSession(id).thenAccept((result) -> this.home.unlink(id));
	}

	/**
	 * Destroy all sessions that a user has by now, in every region: one invalidation,
	 * however many there are.
	 * @param principal the name of the user
	 * @return completes when the home region refuses them, or another has taken that
	 */
	CompletableFuture<Void> destroyAllOf(String principal) {
		this.counts.count(Event.ALL_DESTROYED);
		return this.kept.revokeAllOf(Revocation.hash(principal)).thenAccept((result) -> {
		});
	}

	/**
	 * Return what a session that begins now has to carry.
	 * @return the epoch of the home region; empty if that is not known
	 */
	String epoch() {
		long epoch = this.store.own().history().epoch();
		return (epoch != 0) ? HexFormat.of().toHexDigits(epoch) : "";
	}

	/**
	 * Return what a login has to carry: the revocations of that user that it comes after.
	 * @param user the hash of the user's name
	 */
	CompletableFuture<String> seenBy(String user) {
		return this.writes.target()
			.thenCompose((region) -> region.isEmpty() ? CompletableFuture.completedFuture("")
					: region.get().revocationsOf(user).thenApply(KnownRevocations::all))
			.exceptionally((ex) -> "")
			.thenApply((known) -> this.kept.with(user, known));
	}

	@Override
	public void close() {
		this.recovery.close();
		this.shipping.close();
	}

}
