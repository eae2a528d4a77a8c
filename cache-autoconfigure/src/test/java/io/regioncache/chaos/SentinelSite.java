package io.regioncache.chaos;

import java.time.Duration;
import java.util.List;

import io.regioncache.testkit.RedisSentinelSetup;
import io.regioncache.testkit.RedisServer;

/**
 * A site of a primary and a replica that three sentinels watch.
 */
final class SentinelSite extends FailoverSite {

	private static final Duration LOST = Duration.ofMillis(300);

	private final RedisSentinelSetup setup = RedisSentinelSetup.start(3);

	SentinelSite(Delays delays) {
		add("replica promoted by Sentinel without the last writes", (dice) -> {
			RedisServer primary = this.setup.primary();
			// What it accepts from now on is lost
			this.setup.cutReplication();
			delays.hold(LOST);
			this.setup.killPrimary();
			this.setup.rejoin(primary);
		});
	}

	@Override
	List<String> endpoint(String prefix) {
		return List.of(prefix + "sentinel.master=" + this.setup.name(),
				prefix + "sentinel.nodes=" + String.join(",", this.setup.sentinelAddresses()));
	}

	@Override
	List<RedisServer> primaries() {
		return List.of(this.setup.primary());
	}

	@Override
	RedisServer metadata() {
		return this.setup.primary();
	}

	@Override
	void awaitWhole() {
		this.setup.awaitWhole();
	}

	@Override
	public void close() {
		super.close();
		this.setup.close();
	}

}
