package io.regioncache.autoconfigure.properties;

import java.time.Duration;
import java.util.Objects;

import io.regioncache.cache.settings.CacheSettings;
import io.regioncache.cache.settings.LoadSettings;
import io.regioncache.cache.settings.ReadSettings;
import io.regioncache.cache.settings.ReplicationSettings.Conflict;
import io.regioncache.cache.settings.ReplicationSettings.Replicate;
import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;
import org.springframework.util.unit.DataSize;

/**
 * Tells whether the properties of a cache make sense, alone and together with what holds
 * where they are not set.
 */
final class CacheConstraints {

	private static final String NEVER = "Use zero for never.";

	private final CacheProperties cache;

	private final CacheSettings base;

	private final PropertyConstraints constraints;

	CacheConstraints(String prefix, CacheProperties cache, CacheSettings base) {
		this.cache = cache;
		this.base = base;
		this.constraints = new PropertyConstraints(prefix);
	}

	void check() {
		checkLifetimes();
		checkValues();
		checkLoads();
		checkTimeouts();
		checkReplication();
		this.cache.regions()
			.forEach((region, different) -> this.constraints.requirePositive("regions." + region + ".ttl",
					different.ttl(), "A time to live is positive, such as 30m."));
	}

	private void checkLifetimes() {
		this.constraints.requirePositive("ttl", this.cache.ttl(), "A time to live is positive, such as 30m.");
		this.constraints.requireNotNegative("null-ttl", this.cache.nullTtl(),
				"Use zero to keep null out of the cache.");
		Double jitter = this.cache.ttlJitter();
		this.constraints.require("ttl-jitter", jitter, jitter == null || (jitter >= 0 && jitter < 1),
				"It is a fraction: at least 0 and below 1.");
		this.constraints.requireNotNegative("stale-while-revalidate", this.cache.staleWhileRevalidate(), NEVER);
		Double early = this.cache.earlyRefresh();
		this.constraints.require("early-refresh", early, early == null || early >= 0,
				"Use zero for never, 1 for the usual eagerness.");
	}

	private void checkValues() {
		DataSize size = this.cache.maxValueSize();
		this.constraints.require("max-value-size", size, size == null || size.toBytes() > 0,
				"It must be positive, such as 1MB.");
		String schema = this.cache.schema();
		this.constraints.require("schema", schema, schema == null || StringUtils.hasText(schema),
				"It must not be empty.");
		long memory = bytes(this.cache.maxMemory(), this.base.values().maxMemory());
		long value = bytes(size, this.base.values().maxValueSize());
		this.constraints.require("max-memory", DataSize.ofBytes(memory), memory == 0 || memory >= value,
				"It must hold at least one value: '%s.max-value-size' is %s. Use zero for no budget."
					.formatted(this.constraints.prefix(), DataSize.ofBytes(value)));
	}

	private static long bytes(@Nullable DataSize size, long otherwise) {
		return (size != null) ? size.toBytes() : otherwise;
	}

	private void checkLoads() {
		this.constraints.requirePositive("lock-ttl", this.cache.lockTtl(), "It must be positive, such as 3s.");
		this.constraints.requireNotNegative("lock-wait", this.cache.lockWait(), "Use zero to never wait.");
		Integer loads = this.cache.maxConcurrentLoads();
		this.constraints.require("max-concurrent-loads", loads, loads == null || loads > 0,
				"At least one load must be allowed.");
		this.constraints.requireNotNegative("load-wait", this.cache.loadWait(), "Use zero to never wait.");
		checkFreshness();
	}

	private void checkFreshness() {
		Duration lag = this.cache.originLag();
		this.constraints.require("origin-lag", lag,
				lag == null || (!lag.isNegative() && lag.compareTo(ReadSettings.LONGEST_ORIGIN_LAG) <= 0),
				"It must be between zero and 1m, such as 2s.");
		Duration staleness = this.cache.maxStaleness();
		this.constraints.require("max-staleness", staleness,
				staleness == null || staleness.isZero()
						|| staleness.compareTo(ReadSettings.SHORTEST_MAX_STALENESS) >= 0,
				"It must be at least 1500ms, such as 2s: a server shows once a second that it is still the one of its "
						+ "region. Use zero for no bound.");
	}

	private void checkTimeouts() {
		this.constraints.requireNotNegative("stale-if-error", this.cache.staleIfError(), NEVER);
		this.constraints.requireNotNegative("load-soft-timeout", this.cache.loadSoftTimeout(), NEVER);
		this.constraints.requireNotNegative("load-hard-timeout", this.cache.loadHardTimeout(), NEVER);
		LoadSettings base = this.base.loads();
		Duration soft = Objects.requireNonNullElse(this.cache.loadSoftTimeout(), base.loadSoftTimeout());
		Duration hard = Objects.requireNonNullElse(this.cache.loadHardTimeout(), base.loadHardTimeout());
		this.constraints.require("load-soft-timeout", soft, hard.isZero() || soft.compareTo(hard) < 0,
				"It must be shorter than load-hard-timeout, which is %s.".formatted(hard));
	}

	private void checkReplication() {
		this.constraints.requirePositive("write-timeout", this.cache.writeTimeout(),
				"It must be positive, such as 5s.");
		if (Objects.requireNonNullElse(this.cache.conflict(), this.base.replication().conflict()) == Conflict.DROP) {
			return;
		}
		Replicate everywhere = Objects.requireNonNullElse(this.cache.replicate(), this.base.replication().replicate());
		String prefix = this.constraints.prefix();
		this.constraints.require("conflict", Conflict.LAST_WRITE_WINS, everywhere == Replicate.VALUES,
				"Only replicated values can conflict. Set '%s.replicate=values', or remove it.".formatted(prefix));
		this.cache.regions()
			.forEach((region, different) -> this.constraints.require("regions." + region + ".replicate",
					different.replicate(), different.replicate() == null || different.replicate() == Replicate.VALUES,
					"With last-write-wins, every region has to take part. Remove it, or '%s.conflict'."
						.formatted(prefix)));
	}

}
