package io.regioncache.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import redis.embedded.RedisServer;

/**
 * A Redis server of its own for a benchmark: a child process on a free loopback port,
 * without persistence.
 */
public final class BenchmarkServer implements AutoCloseable {

	private final RedisServer server;

	private final RedisClient client;

	private final StatefulRedisConnection<String, String> connection;

	private final int port;

	private BenchmarkServer(int port) throws IOException {
		this.port = port;
		this.server = RedisServer.builder()
			.port(port)
			.bind("127.0.0.1")
			.setting("save \"\"")
			.setting("appendonly no")
			.build();
		this.server.start();
		this.client = RedisClient.create(RedisURI.create("127.0.0.1", port));
		this.connection = this.client.connect();
	}

	/**
	 * Start a server on a free port.
	 * @return the running server
	 */
	public static BenchmarkServer start() {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			int port = socket.getLocalPort();
			socket.close();
			return new BenchmarkServer(port);
		}
		catch (IOException ex) {
			throw new IllegalStateException("No Redis server could be started on loopback", ex);
		}
	}

	public int port() {
		return this.port;
	}

	public StatefulRedisConnection<String, String> connection() {
		return this.connection;
	}

	/**
	 * The calls of every command since the server's start or the last reset.
	 * @return the counts, by name
	 */
	public CommandCounts commands() {
		return CommandCounts.parse(this.connection.sync().info("commandstats"));
	}

	/**
	 * The version this server reports.
	 * @return for example {@code 7.0.15}
	 */
	public String version() {
		return info("server", "redis_version:");
	}

	/**
	 * How long the server's process has worked since its start.
	 * @return seconds of a processor, user and system
	 */
	public double cpuSeconds() {
		return Double.parseDouble(info("cpu", "used_cpu_user:")) + Double.parseDouble(info("cpu", "used_cpu_sys:"));
	}

	private String info(String section, String field) {
		return this.connection.sync()
			.info(section)
			.lines()
			.filter((line) -> line.startsWith(field))
			.map((line) -> line.substring(field.length()).strip())
			.findFirst()
			.orElseThrow();
	}

	@Override
	public void close() {
		this.connection.close();
		this.client.shutdown();
		this.server.stop();
	}

}
