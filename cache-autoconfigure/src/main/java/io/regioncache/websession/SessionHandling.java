package io.regioncache.websession;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.session.SessionIdGenerator;

/**
 * What sessions need besides what they hold.
 */
final class SessionHandling {

	private static final Log logger = LogFactory.getLog(SessionHandling.class);

	private final WebSessionSettings settings;

	private final SessionAttributeCodec codec;

	private final SessionIdGenerator ids;

	private final InstantSource clock;

	private final Set<String> told = ConcurrentHashMap.newKeySet();

	SessionHandling(WebSessionSettings settings, SessionAttributeCodec codec, SessionIdGenerator ids,
			InstantSource clock) {
		this.settings = settings;
		this.codec = codec;
		this.ids = ids;
		this.clock = clock;
	}

	WebSessionSettings settings() {
		return this.settings;
	}

	String newId() {
		return this.ids.generate();
	}

	Instant now() {
		return this.clock.instant();
	}

	boolean isOver(Instant accessed, Duration interval) {
		return !interval.isNegative() && !this.clock.instant().isBefore(accessed.plus(interval));
	}

	Duration bounded(Duration interval) {
		Duration bounded = this.settings.bounded(interval);
		if (!bounded.equals(interval) && this.told.add("\0interval")) {
			logger.warn(("A session asks for %s without a request; Region Cache keeps sessions for %s. Set "
					+ "'regions.sessions.max-timeout' to the longest time that sessions may ask for")
				.formatted(interval.isNegative() ? "any time" : interval, this.settings.longest()));
		}
		return bounded;
	}

	byte[] encode(String name, Object value) {
		return this.codec.encode(name, value);
	}

	/**
	 * Decode an attribute.
	 * @return {@code null} if it cannot be read: its type may have changed
	 */
	@Nullable Object decode(String name, byte[] bytes) {
		try {
			return this.codec.decode(name, bytes);
		}
		catch (RuntimeException ex) {
			if (this.told.add(name)) {
				logger.warn("The session attribute '%s' cannot be read; sessions go on without it: %s".formatted(name,
						ex.getMessage()));
			}
			return null;
		}
	}

}
