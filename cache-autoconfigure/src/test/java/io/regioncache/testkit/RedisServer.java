package io.regioncache.testkit;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.regioncache.test.SimulatedLink;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * A real server on a free loopback port, in a directory of its own, that can be stopped,
 * killed, frozen and brought back at the same address. It persists nothing unless it is
 * told to, and is gone when the JVM ends.
 */
public final class RedisServer implements AutoCloseable {

	private static final int TIMEOUT_MILLIS = 5000;

	private final int port;

	private final WorkDirectory directory = WorkDirectory.create();

	private final ServerRunner runner;

	private final RedisAdmin admin;

	private final List<String> arguments;

	private volatile boolean paused;

	private RedisServer(ServerRunner runner, List<String> arguments, List<String> config) {
		this.port = config.contains("cluster-enabled yes") ? Ports.nextOfCluster() : Ports.next();
		this.admin = new RedisAdmin(this.port, TIMEOUT_MILLIS);
		this.runner = runner;
		this.arguments = arguments;
		List<String> lines = new ArrayList<>(
				List.of("port " + this.port, "bind 127.0.0.1", "dir " + this.directory, "logfile output.log"));
		if (arguments.isEmpty()) {
			lines.addAll(List.of("save \"\"", "enable-debug-command yes"));
			if (AclUser.everywhere() && config.stream().noneMatch(AclUser.HOME::isIn)) {
				lines.add(AclUser.everywhere("app", "model", "race", "recorded", "region-cache", "shop", "test"));
			}
		}
		lines.addAll(config);
		this.directory.write("redis.conf", lines);
		Runtime.getRuntime().addShutdownHook(new Thread(this::discard));
	}

	/**
	 * Starts a server and waits until it answers.
	 * @param config lines of {@code redis.conf}, which take precedence
	 * @return the running server
	 */
	public static RedisServer start(String... config) {
		RedisServer server = new RedisServer(ServerRunner.create(), List.of(), List.of(config));
		server.launch();
		return server;
	}

	/**
	 * Starts a server that runs by a clock of its own, as a process in any case.
	 * @param clock its clock
	 * @param config lines of {@code redis.conf}, which take precedence
	 * @return the running server
	 */
	public static RedisServer start(ServerClock clock, String... config) {
		RedisServer server = new RedisServer(clock.runner(), List.of(), List.of(config));
		server.launch();
		return server;
	}

	static RedisServer sentinel(List<String> config) {
		RedisServer server = new RedisServer(ServerRunner.create(), List.of("--sentinel"), config);
		server.launch();
		return server;
	}

	public String host() {
		return "127.0.0.1";
	}

	public int port() {
		return this.port;
	}

	public String address() {
		return host() + ":" + this.port;
	}

	/**
	 * Returns the URL for the code under test.
	 * @return the URL, with the user of the page on security where all tests run as it
	 */
	public String url() {
		return "redis://" + (AclUser.everywhere() ? AclUser.HOME.userInfo() : "") + address();
	}

	/**
	 * Returns the URL for one of the users of the page on security.
	 * @param user a user that the server's configuration has
	 * @return the URL
	 */
	public String url(AclUser user) {
		return "redis://" + user.userInfo() + address();
	}

	/**
	 * Opens a link to this server that can be slowed down and broken.
	 * @return the link, to be closed
	 */
	public SimulatedLink link() {
		return SimulatedLink.to(host(), this.port);
	}

	public RedisAdmin admin() {
		return this.admin;
	}

	/**
	 * Opens another connection, for what takes the server long.
	 * @param timeout how long an answer is waited for
	 * @return the connection, to be closed
	 */
	public RedisAdmin admin(Duration timeout) {
		return new RedisAdmin(this.port, (int) timeout.toMillis());
	}

	public boolean running() {
		return this.runner.running();
	}

	/**
	 * Ends the server at once, as a crash would.
	 */
	public void kill() {
		this.admin.close();
		if (running()) {
			this.runner.signal("KILL");
			this.runner.awaitEnd();
		}
	}

	/**
	 * Asks the server to end. It closes its connections, and saves if it was configured
	 * to.
	 */
	public void stop() {
		this.admin.close();
		this.runner.signal("TERM");
		this.runner.awaitEnd();
	}

	/**
	 * Kills the server if it runs, and starts it again with what it had persisted.
	 */
	public void restart() {
		kill();
		launch();
	}

	public void restartEmpty() {
		kill();
		this.directory.delete("dump.rdb");
		this.directory.delete(AppendOnlyFiles.DIRECTORY);
		launch();
	}

	/**
	 * Saves the server's data of this moment.
	 * @return a copy of it, for {@link #restartFrom(Path)}
	 */
	public Path snapshot() {
		this.admin.call("SAVE");
		return this.directory.copy("dump.rdb", "snapshot-" + System.nanoTime() + ".rdb");
	}

	/**
	 * Kills the server and starts it with an earlier state of its data.
	 * @param snapshot an earlier {@link #snapshot()}
	 */
	public void restartFrom(Path snapshot) {
		kill();
		String name = String.valueOf(snapshot.getFileName());
		this.directory.copy(name, "dump.rdb");
		new AppendOnlyFiles(this.directory).startFrom(name);
		launch();
	}

	/**
	 * Kills the server and starts it without what it had last appended to its log, as
	 * after a power failure. It must be configured with {@code appendonly yes}.
	 * @param bytes how much of the log is lost
	 */
	public void restartWithoutTail(long bytes) {
		kill();
		new AppendOnlyFiles(this.directory).cutTail(bytes);
		launch();
	}

	/**
	 * Kills the server and starts it without the end of its log, as
	 * {@link #restartWithoutTail} does, from within the last step that has added to a
	 * stream.
	 */
	public void restartWithHalfAStep() {
		kill();
		new AppendOnlyFiles(this.directory).cutBeforeLast("XADD");
		launch();
	}

	/**
	 * Freezes the server: its connections stay open, and nothing is answered. What
	 * arrives meanwhile waits in its sockets and is read on {@link #resume()}, so this
	 * alone never makes a replica lose anything.
	 */
	public void pause() {
		this.runner.signal("STOP");
		this.paused = true;
	}

	public void resume() {
		this.runner.signal("CONT");
		this.paused = false;
	}

	boolean paused() {
		return this.paused;
	}

	public String log() {
		return this.directory.read("output.log");
	}

	private void launch() {
		this.paused = false;
		this.runner.start(this.directory.path(), this.arguments);
		try {
			Awaitility.await().pollDelay(Duration.ZERO).until(() -> this.admin.answers() || !running());
		}
		catch (ConditionTimeoutException ex) {
			throw new IllegalStateException("Redis on port " + this.port + " does not answer:\n" + log(), ex);
		}
		if (!running()) {
			throw new IllegalStateException("Redis on port " + this.port + " did not start:\n" + log());
		}
	}

	private void discard() {
		this.admin.close();
		this.runner.close();
		this.directory.discard();
	}

	@Override
	public void close() {
		String refused = (AclUser.everywhere() && running() && !this.paused) ? this.admin.text("ACL", "LOG") : "";
		discard();
		if (refused.contains(AclUser.HOME.userName())) {
			throw new AssertionError("The page on security does not allow it: " + refused);
		}
	}

	@Override
	public String toString() {
		return address();
	}

}
