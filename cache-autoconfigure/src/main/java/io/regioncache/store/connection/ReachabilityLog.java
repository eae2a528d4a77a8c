package io.regioncache.store.connection;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

import io.regioncache.store.history.LinkLog;
import io.regioncache.store.session.Failures;

/**
 * Tells operators when a region can no longer be reached, why, and when it can again. Not
 * thread-safe.
 */
final class ReachabilityLog {

	/**
	 * How many reasons are logged why a region cannot be reached, until it can be again.
	 */
	private static final int MOST_REASONS = 3;

	private final Set<String> reasons = new HashSet<>();

	private final String region;

	private final LinkLog log;

	private final AtomicBoolean silent = new AtomicBoolean();

	ReachabilityLog(String region, LinkLog log) {
		this.region = region;
		this.log = log;
	}

	/**
	 * The server no longer answers.
	 * @param told whether operators know already
	 */
	void silent(String reason, boolean told) {
		this.silent.set(true);
		if (!told) {
			this.log.warn("Region %s does not answer (%s); its cache is bypassed".formatted(this.region, reason));
		}
	}

	/**
	 * The server cannot be connected to. The first reason may hide the true one, such as
	 * a connection that ends before its answer is read.
	 */
	void unreachable(Exception ex) {
		String reason = Failures.describe(ex);
		if (this.reasons.size() < MOST_REASONS && this.reasons.add(reason)) {
			this.log.warn("Region %s cannot be reached; its cache is bypassed: %s".formatted(this.region, reason));
		}
	}

	/**
	 * The server was connected to.
	 * @param afterFailure whether that has failed before
	 * @param bypassed whether callers were kept away from it
	 */
	void connected(boolean afterFailure, boolean bypassed) {
		if (afterFailure) {
			this.log.info("Region %s can be reached again".formatted(this.region));
		}
		else if (bypassed || this.silent.get()) {
			answers();
		}
		this.silent.set(false);
		this.reasons.clear();
	}

	/**
	 * The server answers again.
	 */
	void answers() {
		this.log.info("Region %s answers again".formatted(this.region));
	}

}
