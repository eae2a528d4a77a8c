package io.regioncache.websession;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.regioncache.annotation.InvalidationMode;
import io.regioncache.store.RegionStore;
import io.regioncache.store.entry.Revocation;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.write.InvalidationResult;

/**
 * What this process has revoked of late. It is revoked again in a new epoch of the
 * region, which may have lost it, and heeded here while no region has taken it.
 */
final class KeptRevocations {

	private static final int MOST = 100_000;

	private static final Duration KEPT = Duration.ofMinutes(10);

	/**
	 * As many as hold up no server, and far fewer than would be taken for everything.
	 */
	private static final int AT_ONCE = 50;

	private final RegionStore store;

	private final Duration life;

	private final String issuer;

	private final AtomicLong numbers = new AtomicLong();

	private final Cache<String, Scope> sessions = cache();

	private final Cache<String, Issued> users = cache();

	KeptRevocations(RegionStore store, Duration life) {
		this.store = store;
		this.life = life;
		byte[] name = new byte[9];
		new SecureRandom().nextBytes(name);
		this.issuer = Base64.getUrlEncoder().encodeToString(name);
	}

	private static <V> Cache<String, V> cache() {
		return Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(KEPT).executor(Runnable::run).build();
	}

	/**
	 * Revoke one session, in every region.
	 */
	CompletableFuture<InvalidationResult> revokeSession(String id) {
		String session = Revocation.hash(id);
		Scope scope = Revocation.ofSession(session, this.life);
		this.sessions.put(session, scope);
		return this.store.invalidate(List.of(scope), InvalidationMode.REMOVE);
	}

	/**
	 * Revoke all sessions that a user has by now, in every region.
	 */
	CompletableFuture<InvalidationResult> revokeAllOf(String user) {
		long number = this.numbers.incrementAndGet();
		Scope scope = Revocation.ofUser(user, this.issuer, number, this.life);
		this.users.asMap()
			.merge(user, new Issued(number, scope),
					(former, latest) -> (former.number > latest.number) ? former : latest);
		return this.store.invalidate(List.of(scope), InvalidationMode.REMOVE);
	}

	/**
	 * Whether this process has revoked a session, whatever its region knows.
	 */
	boolean isRevoked(String id) {
		return this.sessions.estimatedSize() > 0 && this.sessions.getIfPresent(Revocation.hash(id)) != null;
	}

	/**
	 * Whether this process has revoked a session by its user.
	 */
	boolean isRevoked(StoredSession session) {
		Issued issued = session.user().isEmpty() ? null : this.users.getIfPresent(session.user());
		return issued != null && session.isRevokedBy(this.issuer + ':' + issued.number);
	}

	/**
	 * Return the revocations of a user's sessions that a login of now comes after.
	 * @param known what the region knows
	 */
	String with(String user, String known) {
		Issued issued = this.users.getIfPresent(user);
		if (issued == null) {
			return known;
		}
		Map<String, Long> numbers = StoredSession.numbers(known);
		numbers.merge(this.issuer, issued.number, Math::max);
		return text(numbers);
	}

	static String text(Map<String, Long> numbers) {
		List<String> parts = new ArrayList<>();
		numbers.forEach((issuer, number) -> parts.add(issuer + ':' + number));
		return String.join(" ", parts);
	}

	/**
	 * Revoke all of it again.
	 * @return whether the region has taken it
	 */
	CompletableFuture<Boolean> again() {
		List<Scope> all = new ArrayList<>(this.sessions.asMap().values());
		this.users.asMap().values().forEach((issued) -> all.add(issued.scope));
		return again(all);
	}

	private CompletableFuture<Boolean> again(List<Scope> left) {
		if (left.isEmpty()) {
			return CompletableFuture.completedFuture(true);
		}
		int count = Math.min(AT_ONCE, left.size());
		return this.store.invalidate(left.subList(0, count), InvalidationMode.REMOVE)
			.thenCompose((result) -> (result == InvalidationResult.APPLIED) ? again(left.subList(count, left.size()))
					: CompletableFuture.completedFuture(false));
	}

	/**
	 * The last revocation of a user's sessions.
	 */
	private record Issued(long number, Scope scope) {

	}

}
