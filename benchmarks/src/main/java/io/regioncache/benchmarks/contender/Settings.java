package io.regioncache.benchmarks.contender;

import java.time.Duration;

/**
 * What all contenders share.
 */
final class Settings {

	/** Longer than any run, so that nothing expires while it is measured. */
	static final Duration TTL = Duration.ofHours(1);

	private Settings() {
	}

}
