package io.regioncache.websession;

import java.time.Duration;

import io.regioncache.testkit.RedisExtension;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.session.FindByIndexNameSessionRepository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What Spring Session's own tests expect of every repository, of the blocking and of the
 * reactive one. {@code docs/testing.md} says which of its cases stand where, and which
 * are not about the contract.
 */
class SpringSessionContractTests {

	private static final Duration LIMIT = Duration.ofSeconds(30);

	private static final String PRINCIPAL = FindByIndexNameSessionRepository.PRINCIPAL_NAME_INDEX_NAME;

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.shared();

	private static SessionNode node;

	private ReactiveRegionSessionRepository reactive;

	@BeforeEach
	void start() {
		stop();
		node = SessionNode.at(redis.server().url()).awaitComplete();
		this.reactive = new ReactiveRegionSessionRepository(node.requests());
	}

	@AfterAll
	static void stop() {
		if (node != null) {
			node.close();
			node = null;
		}
	}

	private void save(boolean blocking, RegionSession session) {
		if (blocking) {
			node.repository().save(session);
		}
		else {
			this.reactive.save(session).block(LIMIT);
		}
	}

	private @Nullable RegionSession find(boolean blocking, String id) {
		return blocking ? node.repository().findById(id) : this.reactive.findById(id).block(LIMIT);
	}

	private void delete(boolean blocking, String id) {
		if (blocking) {
			node.repository().deleteById(id);
		}
		else {
			this.reactive.deleteById(id).block(LIMIT);
		}
	}

	private RegionSession found(boolean blocking, String id) {
		RegionSession session = find(blocking, id);
		assertThat(session).isNotNull();
		return session;
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void aNewIdAloneMovesTheSession(boolean blocking) {
		String former = node.login(null);
		RegionSession session = found(blocking, former);
		String id = session.changeSessionId();
		save(blocking, session);
		assertThat(find(blocking, former)).isNull();
		assertThat(found(blocking, id).<String>getAttribute("greeting")).isEqualTo("hello");
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void anIdThatChangesBeforeTheFirstSaveIsTheOnlyOne(boolean blocking) {
		RegionSession session = node.repository().createSession();
		String former = session.getId();
		String id = session.changeSessionId();
		save(blocking, session);
		assertThat(find(blocking, former)).isNull();
		assertThat(find(blocking, id)).isNotNull();
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void aSessionWithANewIdMayBeSavedTwice(boolean blocking) {
		String former = node.login(null);
		RegionSession session = found(blocking, former);
		String id = session.changeSessionId();
		save(blocking, session);
		save(blocking, session);
		assertThat(find(blocking, former)).isNull();
		assertThat(find(blocking, id)).isNotNull();
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void aNewIdDoesNotBringBackADestroyedSession(boolean blocking) {
		String former = node.login(null);
		RegionSession session = found(blocking, former);
		delete(blocking, former);
		String id = session.changeSessionId();
		save(blocking, session);
		assertThat(find(blocking, former)).isNull();
		assertThat(find(blocking, id)).isNull();
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void ofTwoRequestsThatChangeTheIdTheFirstWins(boolean blocking) {
		String former = node.login(null);
		RegionSession first = found(blocking, former);
		RegionSession second = found(blocking, former);
		String kept = first.changeSessionId();
		save(blocking, first);
		String refused = second.changeSessionId();
		save(blocking, second);
		assertThat(find(blocking, former)).isNull();
		assertThat(find(blocking, kept)).isNotNull();
		assertThat(find(blocking, refused)).isNull();
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void whatIsNotThereMayBeDestroyed(boolean blocking) {
		String id = node.login(null);
		delete(blocking, id);
		delete(blocking, id);
		delete(blocking, "never-there");
		assertThat(find(blocking, id)).isNull();
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void anAttributeThatIsSetRemovesNoOther(boolean blocking) {
		String id = node.login(null);
		RegionSession session = found(blocking, id);
		session.setAttribute("more", "1");
		save(blocking, session);
		RegionSession changed = found(blocking, id);
		assertThat(changed.getAttributeNames()).containsExactlyInAnyOrder("greeting", "more");
		changed.getAttributeNames().forEach(changed::removeAttribute);
		save(blocking, changed);
		assertThat(found(blocking, id).getAttributeNames()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void theIndexFollowsTheUserAndTheId(boolean blocking) {
		String former = node.login("ann");
		RegionSession session = found(blocking, former);
		session.setAttribute("unrelated", "1");
		save(blocking, session);
		assertThat(node.repository().findByPrincipalName("ann")).containsOnlyKeys(former);
		session.setAttribute(PRINCIPAL, "bob");
		String id = session.changeSessionId();
		save(blocking, session);
		assertThat(node.repository().findByPrincipalName("ann")).isEmpty();
		assertThat(node.repository().findByPrincipalName("bob")).containsOnlyKeys(id);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void whatHasExpiredIsNeitherFoundNorListed(boolean blocking) {
		RegionSession session = found(blocking, node.login("ann"));
		session.setMaxInactiveInterval(Duration.ofSeconds(1));
		String id = session.changeSessionId();
		save(blocking, session);
		await().until(() -> find(blocking, id) == null);
		assertThat(node.repository().findByPrincipalName("ann")).isEmpty();
	}

}
