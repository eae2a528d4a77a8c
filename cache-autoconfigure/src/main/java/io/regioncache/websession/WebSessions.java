package io.regioncache.websession;

import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.regioncache.store.RegionStore;
import io.regioncache.store.entry.Revocation;
import io.regioncache.websession.OtherRegions.Answer;
import io.regioncache.websession.SessionLookup.Outcome;
import io.regioncache.websession.SessionRegion.Written;
import io.regioncache.websession.WebSessionCounts.Event;

/**
 * Web sessions in the home region, or in another while that cannot be asked. Nothing here
 * fails or blocks because of Redis, but for the first attempt to connect: what cannot be
 * found is not, and what cannot be written is not.
 */
public final class WebSessions implements AutoCloseable {

	/**
	 * How long a request waits, after the home region has begun a new epoch, until it has
	 * asked the other regions.
	 */
	private static final Duration PATIENCE = RevocationRecovery.GRACE.plusSeconds(1);

	private static final int LONGEST_ID = 128;

	private static final int UNSHIPPED = 10_000;

	private final RegionStore store;

	private final WebSessionSettings settings;

	private final SessionRegion home;

	private final OtherRegions others;

	private final KeptRevocations kept;

	private final RevocationRecovery recovery;

	private final WebSessionCounts counts = new WebSessionCounts();

	/**
	 * Sessions of which other regions do not have all: the next change ships them.
	 */
	private final Cache<String, Boolean> unshipped = Caffeine.newBuilder().maximumSize(UNSHIPPED).build();

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
		CompletableFuture<SessionLookup> lookup = (id.isEmpty() || id.length() > LONGEST_ID)
				? CompletableFuture.completedFuture(SessionLookup.of(Outcome.ABSENT, "")) : lookup(id, true);
		return lookup.thenApply((found) -> {
			SessionLookup judged = judge(id, found);
			this.counts.count(event(judged.outcome()));
			return Optional.ofNullable(judged.session());
		});
	}

	private SessionLookup judge(String id, SessionLookup found) {
		boolean revoked = this.kept.isRevoked(id) || (found.session() != null && this.kept.isRevoked(found.session()));
		SessionLookup judged = revoked ? SessionLookup.of(Outcome.REVOKED, found.epoch()) : found;
		if (judged.outcome() == Outcome.REVOKED) {
			this.home.unlink(id);
		}
		return judged;
	}

	private static Event event(Outcome outcome) {
		return switch (outcome) {
			case FOUND -> Event.HOME;
			case FOUND_ELSEWHERE -> Event.ELSEWHERE;
			case ABSENT -> Event.ABSENT;
			case REVOKED -> Event.REVOKED;
			case INCOMPLETE, UNAVAILABLE -> Event.UNKNOWN;
		};
	}

	private CompletableFuture<SessionLookup> lookup(String id, boolean patient) {
		return (this.home.isAvailable() ? this.home.read(id)
				: CompletableFuture.completedFuture(SessionLookup.UNAVAILABLE))
			.thenCompose((found) -> switch (found.outcome()) {
				case ABSENT, UNAVAILABLE -> elsewhere(id, found.outcome(), patient);
				case INCOMPLETE -> patient ? afterRecovery(id) : CompletableFuture.completedFuture(found);
				default -> CompletableFuture.completedFuture(found);
			});
	}

	private CompletableFuture<SessionLookup> afterRecovery(String id) {
		return this.recovery.await(PATIENCE)
			.thenCompose((complete) -> complete ? lookup(id, false)
					: CompletableFuture.completedFuture(SessionLookup.UNAVAILABLE));
	}

	/**
	 * Ask the other regions. What one of them has is judged by what the home region knows
	 * to be revoked as well, if that can be asked.
	 */
	private CompletableFuture<SessionLookup> elsewhere(String id, Outcome atHome, boolean patient) {
		return this.others.find(id).thenCompose((answer) -> {
			StoredSession found = answer.lookup().session();
			if (found == null) {
				boolean unknown = atHome == Outcome.UNAVAILABLE && answer.lookup().outcome() == Outcome.ABSENT;
				return CompletableFuture.completedFuture(unknown ? SessionLookup.UNAVAILABLE : answer.lookup());
			}
			SessionLookup elsewhere = new SessionLookup(Outcome.FOUND_ELSEWHERE, found, answer.lookup().epoch());
			if (atHome == Outcome.UNAVAILABLE) {
				return CompletableFuture.completedFuture(elsewhere);
			}
			return this.home.merge(id, found)
				.thenCompose((merged) -> this.home.read(id))
				.thenCompose((judged) -> (judged.outcome() == Outcome.INCOMPLETE && patient) ? afterRecovery(id)
						: CompletableFuture.completedFuture(judged))
				.thenApply((judged) -> (judged.session() != null) ? elsewhere : judged)
				.exceptionally((ex) -> SessionLookup.UNAVAILABLE);
		});
	}

	/**
	 * Write a session, or changes of one.
	 * @param write what to write
	 * @return completes when it is written, or cannot be
	 */
	CompletableFuture<Void> save(SessionWrite write) {
		SessionWrite due = (this.unshipped.getIfPresent(write.id()) != null) ? write.shippedNow() : write;
		return target()
			.thenCompose((region) -> region.isEmpty() ? CompletableFuture.completedFuture(Event.UNSAVED)
					: write(region.get(), due, true))
			.exceptionally((ex) -> Event.UNSAVED)
			.thenAccept(this.counts::count);
	}

	private CompletableFuture<Optional<SessionRegion>> target() {
		return this.home.isAvailable() ? CompletableFuture.completedFuture(Optional.of(this.home))
				: this.others.nearest().thenApply((nearest) -> nearest.stream().findFirst());
	}

	private CompletableFuture<Event> write(SessionRegion region, SessionWrite write, boolean again) {
		return region.write(write).thenCompose((written) -> {
			if (written.done()) {
				ship(region, write, written);
				return list(region, write, written).thenApply((listed) -> Event.SAVED);
			}
			// Its region may have been emptied since it was found
			return again ? find(region, write) : CompletableFuture.completedFuture(Event.GONE);
		});
	}

	private CompletableFuture<Event> find(SessionRegion region, SessionWrite write) {
		return this.others.find(write.id()).thenCompose((Answer answer) -> {
			StoredSession found = answer.lookup().session();
			return (found == null || answer.region() == region) ? CompletableFuture.completedFuture(Event.GONE)
					: region.merge(write.id(), found).thenCompose((merged) -> write(region, write, false));
		});
	}

	private void ship(SessionRegion region, SessionWrite write, Written written) {
		byte[] whole = written.whole();
		if (whole == null) {
			return;
		}
		if (this.settings.replicate()) {
			region.ship(write.id(), whole, write.life()).thenAccept((shipped) -> {
				if (shipped) {
					this.unshipped.invalidate(write.id());
				}
				else {
					this.unshipped.put(write.id(), true);
				}
			});
		}
	}

	/**
	 * Note the session of a user. Only a login waits for it.
	 */
	private CompletableFuture<?> list(SessionRegion region, SessionWrite write, Written written) {
		if (!this.settings.index() || write.user().isEmpty() || written.whole() == null) {
			return CompletableFuture.completedFuture(null);
		}
		CompletableFuture<?> listed = region.list(write.user(), write.id(), write.life()).handle((done, ex) -> null);
		return write.fields().containsKey(SessionFields.USER) ? listed : CompletableFuture.completedFuture(null);
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
		return target()
			.thenCompose((region) -> region.isEmpty() ? CompletableFuture.completedFuture("")
					: region.get().revocationsOf(user).thenApply(SessionRegion.Known::all))
			.exceptionally((ex) -> "")
			.thenApply((known) -> this.kept.with(user, known));
	}

	@Override
	public void close() {
		this.recovery.close();
	}

}
