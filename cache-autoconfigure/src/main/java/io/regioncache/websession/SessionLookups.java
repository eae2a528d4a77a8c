package io.regioncache.websession;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import io.regioncache.websession.SessionLookup.Outcome;
import io.regioncache.websession.WebSessionCounts.Event;

/**
 * Finds sessions: in the home region, else in the others.
 */
final class SessionLookups {

	/**
	 * How long a request waits, after the home region has begun a new epoch, until it has
	 * asked the other regions.
	 */
	private static final Duration PATIENCE = RevocationRecovery.GRACE.plusSeconds(1);

	private static final int LONGEST_ID = 128;

	private final SessionRegion home;

	private final OtherRegions others;

	private final KeptRevocations kept;

	private final RevocationRecovery recovery;

	private final WebSessionCounts counts;

	SessionLookups(SessionRegion home, OtherRegions others, KeptRevocations kept, RevocationRecovery recovery,
			WebSessionCounts counts) {
		this.home = home;
		this.others = others;
		this.kept = kept;
		this.recovery = recovery;
		this.counts = counts;
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

	/**
	 * Whether a session is revoked, as far as can be told.
	 */
	CompletableFuture<Boolean> isRevoked(String id) {
		return lookup(id, true).thenApply((found) -> judge(id, found).outcome() == Outcome.REVOKED);
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

	private CompletableFuture<SessionLookup> elsewhere(String id, Outcome atHome, boolean patient) {
		return this.others.find(id).thenCompose((answer) -> {
			StoredSession found = answer.lookup().session();
			if (found == null) {
				boolean unknown = atHome == Outcome.UNAVAILABLE && answer.lookup().outcome() == Outcome.ABSENT;
				return CompletableFuture.completedFuture(unknown ? SessionLookup.UNAVAILABLE : answer.lookup());
			}
			SessionLookup elsewhere = new SessionLookup(Outcome.FOUND_ELSEWHERE, found, answer.lookup().epoch());
			return (atHome == Outcome.UNAVAILABLE) ? CompletableFuture.completedFuture(elsewhere)
					: judgedAtHome(id, found, patient)
						.thenApply((judged) -> (judged.session() != null) ? elsewhere : judged)
						.exceptionally((ex) -> SessionLookup.UNAVAILABLE);
		});
	}

	/**
	 * Judge what another region has by what the home region knows to be revoked as well.
	 */
	private CompletableFuture<SessionLookup> judgedAtHome(String id, StoredSession found, boolean patient) {
		return this.home.merge(id, found)
			.thenCompose((merged) -> this.home.read(id))
			.thenCompose((judged) -> (judged.outcome() == Outcome.INCOMPLETE && patient) ? afterRecovery(id)
					: CompletableFuture.completedFuture(judged));
	}

}
