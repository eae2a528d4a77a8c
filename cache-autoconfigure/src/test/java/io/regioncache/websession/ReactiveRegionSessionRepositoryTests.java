package io.regioncache.websession;

import java.time.Duration;

import io.regioncache.testkit.RedisExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.session.ReactiveFindByIndexNameSessionRepository;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ReactiveRegionSessionRepository}.
 */
class ReactiveRegionSessionRepositoryTests {

	private static final Duration LIMIT = Duration.ofSeconds(30);

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.shared();

	@Test
	void sessionsAreSavedFoundListedAndDestroyed() {
		try (SessionNode node = SessionNode.at(redis.server().url()).awaitComplete()) {
			ReactiveRegionSessionRepository repository = new ReactiveRegionSessionRepository(node.requests());
			RegionSession session = repository.createSession().block(LIMIT);
			assertThat(session).isNotNull();
			session.setAttribute(ReactiveFindByIndexNameSessionRepository.PRINCIPAL_NAME_INDEX_NAME, "ann");
			assertThat(repository.findById(session.getId()).blockOptional(LIMIT)).isEmpty();
			repository.save(session).block(LIMIT);
			assertThat(repository.findById(session.getId()).blockOptional(LIMIT)).isPresent();
			assertThat(repository.findByPrincipalName("ann").block(LIMIT)).containsOnlyKeys(session.getId());
			repository.deleteById(session.getId()).block(LIMIT);
			assertThat(repository.findById(session.getId()).blockOptional(LIMIT)).isEmpty();
			String other = node.login("ann");
			repository.deleteByPrincipalName("ann").block(LIMIT);
			assertThat(repository.findById(other).blockOptional(LIMIT)).isEmpty();
		}
	}

	/**
	 * What follows may block, which the thread that receives answers must not.
	 */
	@Test
	void whatFollowsRunsOnAThreadOfReactor() {
		try (SessionNode node = SessionNode.at(redis.server().url()).awaitComplete()) {
			ReactiveRegionSessionRepository repository = new ReactiveRegionSessionRepository(node.requests());
			String id = node.login(null);
			assertThat(repository.findById(id).map((session) -> Thread.currentThread().getName()).block(LIMIT))
				.startsWith("parallel-");
		}
	}

}
