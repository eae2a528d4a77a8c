package io.regioncache.chaos;

import java.time.Duration;
import java.util.List;

import io.regioncache.testkit.RedisClusterSetup;
import io.regioncache.testkit.RedisServer;

/**
 * A site of three shards of a primary and a replica.
 */
final class ClusterSite extends FailoverSite {

	private static final String METADATA = "{app}:m";

	private static final Duration LOST = Duration.ofMillis(300);

	private final RedisClusterSetup cluster = RedisClusterSetup.start(3, true, "cluster-require-full-coverage no");

	ClusterSite(Delays delays) {
		add("shard of the metadata promoted without the last writes", (dice) -> {
			RedisServer primary = metadata();
			// What it accepts from now on is lost
			this.cluster.cutReplication(primary);
			delays.hold(LOST);
			this.cluster.kill(primary);
			primary.restartEmpty();
		});
	}

	@Override
	List<String> endpoint(String prefix) {
		return List.of(prefix + "cluster.nodes=" + String.join(",", this.cluster.addresses()));
	}

	@Override
	List<RedisServer> primaries() {
		return this.cluster.primaries();
	}

	@Override
	RedisServer metadata() {
		return this.cluster.primaryOf(METADATA);
	}

	@Override
	void awaitWhole() {
		this.cluster.awaitWhole();
	}

	@Override
	public void close() {
		super.close();
		this.cluster.close();
	}

}
