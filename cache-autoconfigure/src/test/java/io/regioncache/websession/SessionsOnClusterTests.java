package io.regioncache.websession;

import java.util.ArrayList;
import java.util.List;

import io.regioncache.testkit.RedisClusterSetup;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Sessions that lie on other nodes than what revokes them.
 */
class SessionsOnClusterTests {

	@Test
	void sessionsOfAllNodesAreChangedListedAndDestroyed() {
		try (RedisClusterSetup setup = RedisClusterSetup.start(3, false);
				SessionNode node = SessionNode.of(setup).awaitComplete()) {
			List<String> ids = new ArrayList<>();
			for (int i = 0; i < 12; i++) {
				ids.add(node.login("ann"));
			}
			long nodes = setup.nodes().stream().filter((server) -> server.admin().number("DBSIZE") > 0).count();
			assertThat(nodes).as("nodes that hold sessions").isEqualTo(3);
			ids.forEach((id) -> node.change(id, "any", id));
			assertThat(ids).allMatch((id) -> id.equals(node.attribute(id, "any")));
			assertThat(node.repository().findByPrincipalName("ann")).containsOnlyKeys(ids);
			node.repository().deleteById(ids.get(0));
			assertThat(node.accepts(ids.get(0))).isFalse();
			assertThat(node.accepts(ids.get(1))).isTrue();
			node.repository().deleteByPrincipalName("ann");
			assertThat(ids).noneMatch(node::accepts);
			assertThat(node.accepts(node.login("ann"))).isTrue();
		}
	}

}
