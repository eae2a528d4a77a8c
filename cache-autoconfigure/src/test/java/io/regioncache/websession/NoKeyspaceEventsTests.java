package io.regioncache.websession;

import java.util.List;

import io.regioncache.testkit.RedisExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which commands sessions send.
 */
class NoKeyspaceEventsTests {

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.shared();

	/**
	 * From the start to the end of a process, with all that can be done to a session.
	 */
	@Test
	void neitherTheConfigurationNorKeyspaceEventsAreTouched() {
		try (CommandMonitor monitor = new CommandMonitor(redis.server())) {
			try (SessionNode node = SessionNode.at(redis.server().url()).awaitComplete()) {
				String id = node.login("ann");
				node.change(id, "any", "1");
				RegionSession session = node.repository().findById(id);
				assertThat(session).isNotNull();
				session.changeSessionId();
				node.repository().save(session);
				assertThat(node.repository().findByPrincipalName("ann")).hasSize(1);
				node.repository().deleteById(session.getId());
				node.repository().deleteByPrincipalName("ann");
			}
			List<String> sent = monitor.sent();
			assertThat(sent).anyMatch((command) -> command.contains("app:ws:shop:"))
				.noneMatch((command) -> command.contains("__key"))
				.noneMatch((command) -> command.matches("(?i)\"(config|keys|psubscribe|scan)\".*"));
		}
	}

}
