package io.regioncache.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

import org.testcontainers.images.builder.ImageFromDockerfile;
import org.testcontainers.images.builder.Transferable;
import redis.embedded.RedisExecProvider;

/**
 * The image that test containers run: the one that the system property
 * {@code regioncache.test.image} names, or one that holds nothing but the server that
 * {@code embedded-redis} carries, which needs no registry.
 */
public final class RedisImage {

	private static final int EXECUTABLE = 0755;

	private static final class Image {

		static final String NAME = name();

		private static String name() {
			String given = System.getProperty("regioncache.test.image");
			return (given != null) ? given : build();
		}

	}

	private RedisImage() {
	}

	/**
	 * Returns the image's name, and builds it first where that is called for.
	 * @return a name that the container engine knows
	 */
	public static String get() {
		return Image.NAME;
	}

	@SuppressWarnings("resource")
	private static String build() {
		return new ImageFromDockerfile("region-cache/redis:" + RedisExecProvider.redisVersion, false)
			.withFileFromTransferable("redis-server", Transferable.of(server(), EXECUTABLE))
			.withDockerfileFromBuilder((file) -> file.from("scratch")
				.copy("redis-server", "/bin/redis-server")
				.env("PATH", "/bin")
				.expose(6379)
				.cmd("redis-server", "--protected-mode", "no"))
			.get();
	}

	private static byte[] server() {
		String architecture = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
		String name = "redis-server-" + RedisExecProvider.redisVersion + "-linux-" + architecture;
		try (InputStream input = RedisExecProvider.class.getResourceAsStream("/" + name)) {
			if (input == null) {
				throw new IllegalStateException("No '" + name + "' on the class path");
			}
			return input.readAllBytes();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
