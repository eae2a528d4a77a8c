package io.regioncache.autoconfigure.properties;

import java.time.Duration;
import java.util.List;

import io.regioncache.rollout.RolloutGates;
import io.regioncache.rollout.RolloutPlan;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * In which order a deployment goes to the regions, and what it must keep to go on.
 *
 * @param canary The region that a deployment goes to first. By default, nothing is
 * decided.
 * @param soak How long it must run there, alone and well, before it goes on.
 * @param batches The other regions, in lists of those that it goes to at once.
 * @param pause How long it must run in a batch, alone and well, before it goes on.
 * @param gates What it must keep to go on.
 */
public record RolloutProperties(@Nullable String canary, @DefaultValue("30m") Duration soak,
		@DefaultValue List<List<String>> batches, @DefaultValue("15m") Duration pause, @DefaultValue Gates gates) {

	private static final PropertyConstraints CONSTRAINTS = new PropertyConstraints("regions.rollout");

	private static final Duration SHORTEST = Duration.ofMinutes(1);

	public RolloutProperties {
		requireLongEnough("soak", soak);
		requireLongEnough("pause", pause);
	}

	private static void requireLongEnough(String name, Duration time) {
		CONSTRAINTS.require(name, time, time.compareTo(SHORTEST) >= 0,
				"It must be 1m or longer: a deployment that is bad is known within a minute.");
	}

	/**
	 * Return the order of the regions.
	 * @param first the canary
	 */
	public RolloutPlan plan(String first) {
		return new RolloutPlan(first, this.soak, this.batches, this.pause);
	}

	/**
	 * What a deployment must keep to go on.
	 *
	 * @param p99 By which factor the 99th percentile of its load times, and of its hit
	 * times, may exceed that of the former deployment in the same region. Zero for no
	 * such gate.
	 * @param refused Which share of the values it loads may not be storable. Zero for no
	 * such gate.
	 * @param corrupt Which share of its reads may find an entry that cannot be read. Zero
	 * for no such gate.
	 * @param lag How far its region may be behind others. Zero for no such gate.
	 * @param hitShare Which share of its reads must be served from the cache. Zero for no
	 * such gate.
	 * @param auditor Whether the auditor, where 'regions.audit.enabled' is set, must not
	 * find an old value that is still served.
	 */
	public record Gates(@DefaultValue("1.5") double p99, @DefaultValue("0.01") double refused,
			@DefaultValue("0.001") double corrupt, @DefaultValue("10s") Duration lag,
			@DefaultValue("0") double hitShare, @DefaultValue("true") boolean auditor) {

		public Gates {
			CONSTRAINTS.require("gates.p99", p99, p99 == 0 || p99 > 1,
					"It is a factor above 1, such as 1.5 for half as much again. Use zero for no such gate.");
			requireShare("refused", refused);
			requireShare("corrupt", corrupt);
			requireShare("hit-share", hitShare);
			CONSTRAINTS.requireNotNegative("gates.lag", lag, "It must not be negative. Use zero for no such gate.");
			CONSTRAINTS.require("gates", "all zero",
					p99 != 0 || refused != 0 || corrupt != 0 || !lag.isZero() || hitShare != 0,
					"Without a gate every deployment passes. Remove one of the zeros, or 'regions.rollout'.");
		}

		private static void requireShare(String name, double share) {
			CONSTRAINTS.require("gates." + name, share, share >= 0 && share < 1,
					"It is a share of 1, such as 0.01 for 1 %. Use zero for no such gate.");
		}

		/**
		 * Return the gates.
		 */
		public RolloutGates toGates() {
			return new RolloutGates(this.p99, this.refused, this.corrupt, this.lag, this.hitShare, this.auditor);
		}

	}

}
