package io.regioncache.autoconfigure.health;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

/**
 * Reports on something the application can do without: never {@code DOWN}.
 */
final class DispensableHealthIndicator implements HealthIndicator {

	private final HealthIndicator delegate;

	DispensableHealthIndicator(HealthIndicator delegate) {
		this.delegate = delegate;
	}

	@Override
	public @Nullable Health health() {
		Health health = this.delegate.health();
		return (health != null && Status.DOWN.equals(health.getStatus()))
				? Health.unknown().withDetails(health.getDetails()).build() : health;
	}

}
