package io.regioncache.websession;

import io.regioncache.testkit.RedisSentinelSetup;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A fail-over that loses what was revoked last.
 */
class SessionsOnSentinelTests {

	/**
	 * The promoted replica has the sessions, and has never learned that they are revoked.
	 */
	@Test
	void whatWasRevokedBeforeAFailOverStaysRevoked() {
		try (RedisSentinelSetup setup = RedisSentinelSetup.start(3);
				SessionNode node = SessionNode.of(setup).awaitComplete();
				SessionNode neighbor = SessionNode.of(setup).awaitComplete()) {
			String living = node.login("bob");
			String one = node.login(null);
			String ofAnn = node.login("ann");
			setup.awaitReplication();
			setup.cutReplication();
			node.repository().deleteById(one);
			node.repository().deleteByPrincipalName("ann");
			assertThat(neighbor.accepts(one)).isFalse();
			assertThat(neighbor.accepts(ofAnn)).isFalse();
			setup.killPrimary();
			await().until(() -> {
				assertThat(neighbor.accepts(one)).isFalse();
				assertThat(neighbor.accepts(ofAnn)).isFalse();
				return neighbor.accepts(living) && node.accepts(living);
			});
			assertThat(node.accepts(one)).isFalse();
			assertThat(node.accepts(ofAnn)).isFalse();
		}
	}

}
