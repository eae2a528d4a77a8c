package io.regioncache.embedded;

import java.io.File;

import org.jspecify.annotations.Nullable;
import redis.embedded.RedisExecProvider;

/**
 * The {@code redis-server} that {@code org.signal:embedded-redis} carries for this
 * platform, unpacked once.
 */
final class RedisExecutable {

	private static @Nullable File file;

	private RedisExecutable() {
	}

	static synchronized String path() {
		if (file == null || !file.canExecute()) {
			file = unpack();
		}
		return file.getAbsolutePath();
	}

	private static File unpack() {
		try {
			return requireExecutable(RedisExecProvider.defaultProvider().get());
		}
		catch (EmbeddedRedisException ex) {
			throw ex;
		}
		catch (Exception ex) {
			throw new EmbeddedRedisException("There is no embedded Redis server for this platform ("
					+ System.getProperty("os.name") + ", " + System.getProperty("os.arch")
					+ "). Set 'regions.endpoints.<region>.url' to a Redis of your own.", ex);
		}
	}

	private static File requireExecutable(File unpacked) {
		if (!unpacked.canExecute()) {
			throw new EmbeddedRedisException("The Redis server in " + unpacked.getParent()
					+ " cannot be executed. Set the system property 'java.io.tmpdir' to a directory "
					+ "that is not mounted with 'noexec', or set 'regions.endpoints.<region>.url'.", null);
		}
		return unpacked;
	}

}
