package io.regioncache.chaos;

import java.util.List;

import io.regioncache.replication.ReplicaNode;
import io.regioncache.replication.Topology;
import io.regioncache.store.write.InvalidationResult;
import io.regioncache.testkit.RedisPair;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An address that leads back to a former primary which never learned of its successor.
 */
class ReturningPrimaryTests {

	@Test
	void whatTheSuccessorHasInvalidatedIsNotServed() {
		try (RedisPair pair = RedisPair.start();
				Crossing crossing = new Crossing(pair.primary());
				ReplicaNode node = new ReplicaNode("east", Topology.mesh(List.of("east")),
						(region) -> crossing.url())) {
			node.cache("books", "old");
			pair.awaitReplication();
			pair.link().blackHole();
			pair.promote();
			crossing.leadTo(pair.primary());
			crossing.dropOthers();
			Awaitility.await().until(() -> node.invalidate("books").join() == InvalidationResult.APPLIED);
			assertThat(node.read("books")).isNull();
			crossing.leadTo(pair.replica());
			crossing.dropOthers();
			Awaitility.await()
				.until(() -> node.lookup("books").markers() != null
						&& pair.replica().admin().call("EXISTS", "{app}:m") != null);
			assertThat(node.read("books")).isNull();
		}
	}

}
