package io.regioncache.websession;

import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import io.regioncache.store.entry.Revocation;

import org.springframework.session.DelegatingIndexResolver;
import org.springframework.session.FindByIndexNameSessionRepository;
import org.springframework.session.IndexResolver;
import org.springframework.session.PrincipalNameIndexResolver;
import org.springframework.session.Session;
import org.springframework.session.SessionIdGenerator;

/**
 * The sessions that requests work with: made of what is stored, and written as far as
 * they have changed.
 */
public final class RequestSessions {

	/**
	 * Which part of its life a session may be used for before other regions are told.
	 */
	private static final int PARTS = 10;

	/**
	 * The names under which Spring Session knows the user of a session, in servlet and in
	 * reactive applications.
	 */
	private static final List<String> PRINCIPAL = List.of(FindByIndexNameSessionRepository.PRINCIPAL_NAME_INDEX_NAME,
			"PRINCIPAL_NAME_INDEX_NAME");

	private final WebSessions sessions;

	private final SessionHandling handling;

	private final IndexResolver<Session> users;

	/**
	 * Create the sessions of an application.
	 * @param sessions what is stored
	 * @param codec encodes attributes
	 * @param ids makes ids
	 * @param users tells the name of the user of a session
	 */
	public RequestSessions(WebSessions sessions, SessionAttributeCodec codec, SessionIdGenerator ids,
			IndexResolver<Session> users) {
		this(sessions, codec, ids, users, InstantSource.system());
	}

	/**
	 * Return what tells the user of a session as Spring Session does.
	 * @return the resolver
	 */
	public static IndexResolver<Session> byPrincipal() {
		return new DelegatingIndexResolver<>(
				PRINCIPAL.stream().<IndexResolver<Session>>map(PrincipalNameIndexResolver::new).toList());
	}

	RequestSessions(WebSessions sessions, SessionAttributeCodec codec, SessionIdGenerator ids,
			IndexResolver<Session> users, InstantSource clock) {
		this.sessions = sessions;
		this.handling = new SessionHandling(sessions.settings(), codec, ids, clock);
		this.users = users;
	}

	CompletableFuture<Void> settled() {
		return this.sessions.settled();
	}

	RegionSession create() {
		return new RegionSession(this.handling, this.handling.now(), this.handling.settings().timeout());
	}

	CompletableFuture<Optional<RegionSession>> find(String id) {
		return this.sessions.find(id)
			.thenApply((found) -> found.map((stored) -> new RegionSession(this.handling, id, stored)));
	}

	CompletableFuture<Void> delete(String id) {
		return this.sessions.destroy(id);
	}

	CompletableFuture<Void> deleteAllOf(String principal) {
		return this.sessions.destroyAllOf(principal);
	}

	CompletableFuture<Map<String, RegionSession>> findBy(String index, String value) {
		if (!PRINCIPAL.contains(index) || !this.handling.settings().index()) {
			return CompletableFuture.completedFuture(Map.of());
		}
		return this.sessions.index().of(value).thenApply((found) -> {
			Map<String, RegionSession> living = new LinkedHashMap<>();
			found.forEach((id, stored) -> living.put(id, new RegionSession(this.handling, id, stored)));
			return living;
		});
	}

	CompletableFuture<Void> save(RegionSession session) {
		if (!session.isChanged()) {
			return session.isAccessed() ? write(session) : CompletableFuture.completedFuture(null);
		}
		String user = userOf(session);
		return user.equals(session.user()) ? write(session)
				: login(session, user).thenCompose((done) -> write(session));
	}

	private String userOf(RegionSession session) {
		Map<String, String> indexes = this.users.resolveIndexesFor(session);
		return PRINCIPAL.stream()
			.map(indexes::get)
			.filter(Objects::nonNull)
			.findFirst()
			.map(Revocation::hash)
			.orElse("");
	}

	private CompletableFuture<Void> login(RegionSession session, String user) {
		if (user.isEmpty()) {
			session.login("", "");
			return CompletableFuture.completedFuture(null);
		}
		return this.sessions.seenBy(user).thenAccept((seen) -> session.login(user, seen));
	}

	private CompletableFuture<Void> write(RegionSession session) {
		if (session.isNew()) {
			session.began(this.sessions.epoch());
		}
		Optional<String> former = session.formerId();
		Duration life = this.handling.bounded(session.getMaxInactiveInterval());
		Map<String, byte[]> fields = session.fields();
		boolean isNew = session.isNew() || former.isPresent();
		SessionWrite write = new SessionWrite(session.getId(), isNew, life, fields,
				session.isChanged() ? null : life.dividedBy(PARTS), session.user());
		session.saved(fields);
		return this.sessions.save(write)
			.thenCompose((saved) -> former.isPresent() ? this.sessions.replace(former.get(), write.id())
					: CompletableFuture.completedFuture(null));
	}

}
