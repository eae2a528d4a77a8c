package io.regioncache.websession;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

import io.regioncache.testkit.RedisExtension;
import io.regioncache.websession.SessionNode.Cart;
import io.regioncache.websession.WebSessionCounts.Event;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.session.FindByIndexNameSessionRepository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

/**
 * What Spring Session expects of a repository, and what this one promises beyond that, on
 * one server.
 */
class RegionSessionRepositoryTests {

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.shared();

	private static SessionNode node;

	@BeforeEach
	void start() {
		if (node != null) {
			node.close();
		}
		node = SessionNode.at(redis.server().url()).awaitComplete();
	}

	@AfterAll
	static void stop() {
		node.close();
		node = null;
	}

	private static RegionSessionRepository repository() {
		return node.repository();
	}

	private static RegionSession find(String id) {
		return Objects.requireNonNull(repository().findById(id));
	}

	@Test
	void whatIsSavedIsFound() {
		RegionSession session = repository().createSession();
		session.setAttribute("greeting", "hello");
		session.setAttribute("count", 7);
		session.setAttribute("large", 7L);
		session.setAttribute("ratio", 0.5);
		session.setAttribute("flag", false);
		session.setAttribute("cart", new Cart(List.of("book"), 12));
		repository().save(session);
		RegionSession found = find(session.getId());
		assertThat(found.getAttributeNames()).containsExactlyInAnyOrder("greeting", "count", "large", "ratio", "flag",
				"cart");
		assertThat(found.<String>getAttribute("greeting")).isEqualTo("hello");
		assertThat(found.<Object>getAttribute("count")).isEqualTo(7);
		assertThat(found.<Object>getAttribute("large")).isEqualTo(7L);
		assertThat(found.<Object>getAttribute("ratio")).isEqualTo(0.5);
		assertThat(found.<Object>getAttribute("flag")).isEqualTo(false);
		assertThat(found.<Object>getAttribute("cart")).isEqualTo(new Cart(List.of("book"), 12));
		assertThat(found.getCreationTime()).isCloseTo(session.getCreationTime(),
				within(1, java.time.temporal.ChronoUnit.MILLIS));
		assertThat(found.getMaxInactiveInterval()).isEqualTo(Duration.ofMinutes(30));
		assertThat(found.isExpired()).isFalse();
	}

	@Test
	void noClassNameIsStored() {
		RegionSession session = repository().createSession();
		session.setAttribute("cart", new Cart(List.of("book"), 12));
		repository().save(session);
		List<?> stored = redis.admin().list("HVALS", key(session.getId()));
		assertThat(stored).isNotEmpty().noneMatch((value) -> String.valueOf(value).contains("regioncache"));
	}

	@Test
	void whatWasNeverSavedIsNotFound() {
		assertThat(repository().findById(repository().createSession().getId())).isNull();
		assertThat(repository().findById("")).isNull();
		assertThat(repository().findById("x".repeat(10_000))).isNull();
		assertThat(repository().findById("{app}:m")).isNull();
	}

	@Test
	void concurrentRequestsDoNotUndoEachOther() {
		String id = node.login(null);
		RegionSession one = find(id);
		RegionSession other = find(id);
		one.setAttribute("one", "1");
		other.setAttribute("other", "2");
		other.removeAttribute("greeting");
		repository().save(one);
		repository().save(other);
		one.setAttribute("one", "3");
		repository().save(one);
		assertThat(find(id).getAttributeNames()).containsExactlyInAnyOrder("one", "other");
		assertThat(find(id).<String>getAttribute("one")).isEqualTo("3");
	}

	@Test
	void aRemovedAttributeCanBeSetAgain() {
		String id = node.login(null);
		RegionSession session = find(id);
		session.removeAttribute("greeting");
		assertThat(session.getAttributeNames()).isEmpty();
		assertThat(session.<String>getAttribute("greeting")).isNull();
		repository().save(session);
		assertThat(find(id).getAttributeNames()).isEmpty();
		node.change(id, "greeting", "again");
		assertThat(find(id).<String>getAttribute("greeting")).isEqualTo("again");
	}

	@Test
	void aNewIdTakesAllAttributesAlongAndEndsTheFormer() {
		String former = node.login("ann");
		RegionSession session = find(former);
		session.setAttribute("late", "too");
		String id = session.changeSessionId();
		assertThat(session.getId()).isEqualTo(id).isNotEqualTo(former);
		repository().save(session);
		assertThat(repository().findById(former)).isNull();
		assertThat(find(id).getAttributeNames()).contains("greeting", "late");
		assertThat(repository().findByPrincipalName("ann")).containsOnlyKeys(id);
	}

	@Test
	void anIdThatChangesTwiceBeforeItIsSavedLeavesNothingBehind() {
		String former = node.login(null);
		RegionSession session = find(former);
		session.changeSessionId();
		String id = session.changeSessionId();
		repository().save(session);
		session.setAttribute("more", "1");
		repository().save(session);
		assertThat(find(id).getAttributeNames()).contains("greeting", "more");
		assertThat(repository().findById(former)).isNull();
	}

	@Test
	void aRequestExtendsTheLifeOfItsSession() {
		String id = node.login(null);
		redis.admin().call("PEXPIRE", key(id), "5000");
		RegionSession session = find(id);
		Instant now = session.getLastAccessedTime().plusSeconds(60);
		session.setLastAccessedTime(now);
		repository().save(session);
		assertThat(redis.admin().number("PTTL", key(id))).isGreaterThan(Duration.ofMinutes(29).toMillis());
		assertThat(find(id).getLastAccessedTime()).isEqualTo(Instant.ofEpochMilli(now.toEpochMilli()));
	}

	@Test
	void anExpiredSessionLeavesNothing() {
		RegionSession session = repository().createSession();
		session.setMaxInactiveInterval(Duration.ofSeconds(1));
		session.setAttribute("org.springframework.session.FindByIndexNameSessionRepository.PRINCIPAL_NAME_INDEX_NAME",
				"ann");
		repository().save(session);
		assertThat(find(session.getId()).getMaxInactiveInterval()).isEqualTo(Duration.ofSeconds(1));
		await().until(() -> redis.admin().list("KEYS", "app:ws*").isEmpty());
		assertThat(repository().findById(session.getId())).isNull();
	}

	@Test
	void aSessionThatAsksForMoreThanTheLongestTimeGetsThat() {
		RegionSession session = repository().createSession();
		session.setMaxInactiveInterval(Duration.ofSeconds(-1));
		repository().save(session);
		assertThat(find(session.getId()).getMaxInactiveInterval()).isEqualTo(Duration.ofMinutes(30));
	}

	@Test
	void aDestroyedSessionIsNotBroughtBackByARequestThatStillHoldsIt() {
		String id = node.login(null);
		RegionSession held = find(id);
		repository().deleteById(id);
		held.setAttribute("late", "1");
		repository().save(held);
		assertThat(repository().findById(id)).isNull();
		assertThat(node.sessions().counts().of(Event.GONE)).isEqualTo(1);
	}

	@Test
	void noneOfAUsersSessionsIsAcceptedOnceAllAreDestroyed() {
		String one = node.login("ann");
		String other = node.login("ann");
		String stranger = node.login("bob");
		try (SessionNode neighbor = SessionNode.at(redis.server().url()).awaitComplete()) {
			assertThat(neighbor.accepts(one)).isTrue();
			repository().deleteByPrincipalName("ann");
			assertThat(neighbor.accepts(one)).isFalse();
			assertThat(neighbor.accepts(other)).isFalse();
			assertThat(neighbor.accepts(stranger)).isTrue();
			String later = node.login("ann");
			assertThat(neighbor.accepts(later)).isTrue();
			neighbor.repository().deleteByPrincipalName("ann");
			assertThat(node.accepts(later)).isFalse();
			assertThat(node.accepts(neighbor.login("ann"))).isTrue();
		}
	}

	@Test
	void aSessionThatWasAnonymousBelongsToWhoLogsIn() {
		String id = node.login(null);
		node.change(id, "org.springframework.session.FindByIndexNameSessionRepository.PRINCIPAL_NAME_INDEX_NAME",
				"ann");
		assertThat(repository().findByPrincipalName("ann")).containsOnlyKeys(id);
		repository().deleteByPrincipalName("ann");
		assertThat(node.accepts(id)).isFalse();
	}

	@Test
	void aSessionIsListedUntilItsUserLogsOutOfIt() {
		String id = node.login("ann");
		RegionSession session = find(id);
		session
			.removeAttribute("org.springframework.session.FindByIndexNameSessionRepository.PRINCIPAL_NAME_INDEX_NAME");
		repository().save(session);
		assertThat(repository().findByPrincipalName("ann")).isEmpty();
		repository().deleteByPrincipalName("ann");
		assertThat(node.accepts(id)).isTrue();
	}

	@Test
	void theIndexHealsItself() {
		String kept = node.login("ann");
		String gone = node.login("ann");
		redis.admin().call("DEL", key(gone));
		assertThat(repository().findByPrincipalName("ann")).containsOnlyKeys(kept);
		redis.admin().call("DEL", index());
		assertThat(repository().findByPrincipalName("ann")).isEmpty();
		node.change(kept, "any", "1");
		assertThat(repository().findByPrincipalName("ann")).containsOnlyKeys(kept);
		assertThat(repository().findByIndexNameAndIndexValue("other", "ann")).isEmpty();
	}

	private static String index() {
		return String.valueOf(redis.admin().list("KEYS", "app:wsu:*").get(0));
	}

	@Test
	void anUndeclaredTypeIsRefusedWithWhatToDo() {
		RegionSession session = repository().createSession();
		session.setAttribute("basket", new Cart(List.of(), 0));
		assertThatIllegalArgumentException().isThrownBy(() -> repository().save(session))
			.withMessageContaining("'basket'")
			.withMessageContaining("new SessionAttributeType(\"basket\", ...)")
			.withMessageContaining("springSessionDefaultRedisSerializer");
	}

	@Test
	void anAttributeOfAnotherShapeIsLeftOut() {
		RegionSession session = repository().createSession();
		session.setAttribute("cart", new Cart(List.of("book"), 12));
		session.setAttribute("greeting", "hello");
		repository().save(session);
		redis.admin().call("HSET", key(session.getId()), "@cart", "12345678J{\"items\":7}");
		RegionSession found = find(session.getId());
		assertThat(found.<Object>getAttribute("cart")).isNull();
		assertThat(found.<String>getAttribute("greeting")).isEqualTo("hello");
	}

	@Test
	void whatLiesThereAndIsNoSessionIsNotAccepted() {
		redis.admin().call("SET", key("a"), "text");
		redis.admin().call("HSET", key("b"), "@x", "12345678Sx");
		redis.admin().call("HSET", key("c"), "a", "abc", "id", "z");
		assertThat(node.accepts("a")).isFalse();
		assertThat(node.accepts("b")).isFalse();
		assertThat(node.accepts("c")).isFalse();
	}

	@Test
	void whatIsNoSessionMakesWayForOne() {
		String id = node.login("ann");
		for (String key : List.of(key(id), index())) {
			redis.admin().call("DEL", key);
			redis.admin().call("SET", key, "text");
		}
		assertThat(node.accepts(id)).isFalse();
		assertThat(node.sessions().counts().of(Event.UNKNOWN)).isZero();
		assertThat(repository().findByPrincipalName("ann")).isEmpty();
		RegionSession session = new RequestSessions(node.sessions(), new JsonAttributeCodec(List.of()), () -> id,
				RequestSessions.byPrincipal())
			.create();
		session.setAttribute(FindByIndexNameSessionRepository.PRINCIPAL_NAME_INDEX_NAME, "ann");
		repository().save(session);
		assertThat(node.accepts(id)).isTrue();
		assertThat(repository().findByPrincipalName("ann")).containsOnlyKeys(id);
	}

	@Test
	void fieldsThatNoServerHasWrittenDoNotKeepASessionFromBeingChanged() {
		String id = node.login(null);
		for (String field : List.of("v", "a", "h")) {
			redis.admin().call("HSET", key(id), field, "nan");
		}
		node.change(id, "any", "1");
		node.change(id, "any", "2");
		assertThat(node.attribute(id, "any")).isEqualTo("2");
	}

	@Test
	void anUnchangedSessionIsNotWritten() {
		String id = node.login(null);
		long before = node.sessions().counts().of(Event.SAVED);
		repository().save(find(id));
		assertThat(node.sessions().counts().of(Event.SAVED)).isEqualTo(before);
	}

	private static String key(String id) {
		return "app:ws:shop:" + id;
	}

}
