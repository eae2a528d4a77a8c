package io.regioncache.autoconfigure.properties;

import java.time.Duration;
import java.util.regex.Pattern;

import io.regioncache.websession.WebSessionSettings;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * Web sessions in every region.
 *
 * @param enabled Whether the regions hold the sessions of Spring Session.
 * @param timeout How long a session lives without a request.
 * @param maxTimeout Longest time without a request that a session may ask for. It is also
 * how long a revocation is kept, and somewhat more. By default, 'timeout'.
 * @param namespace Keeps the sessions of applications with one key prefix apart.
 * @param replicate Whether sessions are copied to the other regions.
 * @param index Whether the sessions of a user can be listed.
 */
public record SessionProperties(@DefaultValue("false") boolean enabled, @DefaultValue("30m") Duration timeout,
		@Nullable Duration maxTimeout, @DefaultValue("default") String namespace,
		@DefaultValue("true") boolean replicate, @DefaultValue("true") boolean index) {

	private static final Pattern NAMESPACE = Pattern.compile("[A-Za-z0-9._-]{1,64}");

	private static final Duration LONGEST = Duration.ofDays(366);

	public SessionProperties {
		requireTime("timeout", timeout);
		if (maxTimeout != null) {
			requireTime("max-timeout", maxTimeout);
			if (maxTimeout.compareTo(timeout) < 0) {
				throw new InvalidConfigurationPropertyValueException("regions.sessions.max-timeout", maxTimeout,
						"It must not be shorter than 'regions.sessions.timeout'.");
			}
		}
		if (!NAMESPACE.matcher(namespace).matches()) {
			throw new InvalidConfigurationPropertyValueException("regions.sessions.namespace", namespace,
					"It must have letters, digits, hyphens, dots and underscores, at most 64.");
		}
	}

	private static void requireTime(String name, Duration time) {
		if (time.compareTo(Duration.ofSeconds(1)) < 0 || time.compareTo(LONGEST) > 0) {
			throw new InvalidConfigurationPropertyValueException("regions.sessions." + name, time,
					"It must be between 1s and 366d. Sessions that never end would fill Redis.");
		}
	}

	/**
	 * Return how sessions are kept.
	 */
	public WebSessionSettings settings() {
		return new WebSessionSettings(this.timeout, (this.maxTimeout != null) ? this.maxTimeout : this.timeout,
				this.namespace, this.replicate, this.index);
	}

}
