package io.regioncache.autoconfigure.warming;

import java.time.Duration;

import io.regioncache.warming.CacheWarmings;

import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;

/**
 * Lets the application become ready only when its caches are warm, or a ceiling has
 * passed: Spring Boot accepts traffic after the last runner.
 */
final class WarmReadiness implements ApplicationRunner {

	private final CacheWarmings warmings;

	private final Duration ceiling;

	WarmReadiness(CacheWarmings warmings, Duration ceiling) {
		this.warmings = warmings;
		this.ceiling = ceiling;
	}

	@Override
	public void run(ApplicationArguments arguments) throws InterruptedException {
		if (!this.ceiling.isZero()) {
			this.warmings.await(this.ceiling);
		}
	}

}
