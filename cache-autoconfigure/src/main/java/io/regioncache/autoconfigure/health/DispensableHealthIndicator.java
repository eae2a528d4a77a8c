package io.regioncache.autoconfigure.health;

import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

/**
 * Reports on something the application can do without: never {@code DOWN}. It is not
 * asked while it is known not to answer, since the application's client may wait for a
 * minute, and probes do not.
 */
final class DispensableHealthIndicator implements HealthIndicator {

	private final HealthIndicator delegate;

	private final BooleanSupplier answering;

	DispensableHealthIndicator(HealthIndicator delegate, BooleanSupplier answering) {
		this.delegate = delegate;
		this.answering = answering;
	}

	@Override
	public @Nullable Health health() {
		if (!this.answering.getAsBoolean()) {
			return Health.unknown().withDetail("reason", "The home region does not answer at present").build();
		}
		Health health = this.delegate.health();
		return (health != null && Status.DOWN.equals(health.getStatus()))
				? Health.unknown().withDetails(health.getDetails()).build() : health;
	}

}
