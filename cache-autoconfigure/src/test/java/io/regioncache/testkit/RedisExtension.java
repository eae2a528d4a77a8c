package io.regioncache.testkit;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Gives a test class a server that is empty at the beginning of each test. Register it in
 * a static field.
 */
public final class RedisExtension implements BeforeAllCallback, BeforeEachCallback, AfterAllCallback {

	private static final class Shared {

		static final RedisServer SERVER = RedisServer.start();

	}

	private final @Nullable List<String> config;

	private @Nullable RedisServer server;

	private RedisExtension(@Nullable List<String> config) {
		this.config = config;
	}

	/**
	 * Uses the one server that this JVM's test classes share. It costs a FLUSHALL a test:
	 * a class that changes its configuration must bring {@linkplain #own its own}.
	 * @return the extension
	 */
	public static RedisExtension shared() {
		return new RedisExtension(null);
	}

	/**
	 * Starts a server for this class alone.
	 * @param config lines of {@code redis.conf}
	 * @return the extension
	 */
	public static RedisExtension own(String... config) {
		return new RedisExtension(List.of(config));
	}

	public RedisServer server() {
		if (this.server == null) {
			throw new IllegalStateException("Register the extension in a static field");
		}
		return this.server;
	}

	public RedisAdmin admin() {
		return server().admin();
	}

	public String host() {
		return server().host();
	}

	public int port() {
		return server().port();
	}

	@Override
	public void beforeAll(ExtensionContext context) {
		if (this.server == null) {
			this.server = (this.config != null) ? RedisServer.start(this.config.toArray(String[]::new)) : Shared.SERVER;
		}
	}

	@Override
	public void beforeEach(ExtensionContext context) {
		if (!server().running()) {
			server().restartEmpty();
		}
		else if (server().paused()) {
			server().resume();
		}
		admin().flushAll();
		admin().resetStatistics();
	}

	@Override
	public void afterAll(ExtensionContext context) {
		RedisServer server = this.server;
		this.server = null;
		if (server != null && this.config != null) {
			server.close();
		}
	}

}
