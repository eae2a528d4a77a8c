package io.regioncache.writebehind;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import static io.regioncache.testkit.Patience.awaitThroughErrors;

/**
 * A PostgreSQL of the machine with a cluster of its own in a temporary directory, which
 * can be killed and started again. It never runs as root.
 */
final class PostgresServer implements AutoCloseable {

	private final Path programs = programs();

	private final Path directory;

	private final int port;

	private Process process;

	private PostgresServer() throws IOException {
		this.directory = Files.createTempDirectory(Path.of("/tmp"), "region-cache-postgresql");
		try (ServerSocket socket = new ServerSocket(0)) {
			this.port = socket.getLocalPort();
		}
		if (isRoot()) {
			complete(List.of("chown", "nobody", this.directory.toString()));
		}
		complete(unprivileged("initdb", "-D", data(), "-U", "test", "-A", "trust", "-E", "UTF8", "--no-locale",
				"--no-sync"));
		launch();
	}

	static PostgresServer start() {
		try {
			return new PostgresServer();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	String url() {
		return "jdbc:postgresql://127.0.0.1:" + this.port + "/postgres?user=test";
	}

	/**
	 * End it at once, as a crash would.
	 */
	void kill() throws IOException {
		complete(List.of("kill", "-QUIT", Long.toString(this.process.pid())));
		this.process.onExit().join();
	}

	void launch() throws IOException {
		this.process = builder(unprivileged("postgres", "-D", data(), "-p", Integer.toString(this.port), "-c",
				"listen_addresses=127.0.0.1", "-c", "unix_socket_directories="))
			.start();
		awaitThroughErrors(this::answers);
	}

	private boolean answers() throws SQLException {
		try (Connection connection = DriverManager.getConnection(url())) {
			return connection.isValid(5);
		}
	}

	private String data() {
		return this.directory.resolve("data").toString();
	}

	private List<String> unprivileged(String program, String... arguments) {
		List<String> command = new ArrayList<>();
		if (isRoot()) {
			command.addAll(List.of("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"));
		}
		command.add(this.programs.resolve(program).toString());
		command.addAll(Arrays.asList(arguments));
		return command;
	}

	private static boolean isRoot() {
		return "root".equals(System.getProperty("user.name"));
	}

	/**
	 * As Debian installs them, or those of the path.
	 */
	private static Path programs() {
		Path installed = Path.of("/usr/lib/postgresql");
		try (Stream<Path> versions = Files.isDirectory(installed) ? Files.list(installed) : Stream.empty()) {
			return Stream
				.concat(versions.map((version) -> version.resolve("bin")),
						Arrays.stream(System.getenv("PATH").split(File.pathSeparator)).map(Path::of))
				.filter((each) -> Files.isExecutable(each.resolve("initdb")))
				.findFirst()
				.orElseThrow(() -> new IllegalStateException("Install PostgreSQL: apt-get install postgresql"));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private ProcessBuilder builder(List<String> command) {
		File output = this.directory.resolveSibling(this.directory.getFileName() + ".log").toFile();
		output.deleteOnExit();
		return new ProcessBuilder(command).directory(new File("/"))
			.redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.appendTo(output));
	}

	private void complete(List<String> command) throws IOException {
		int code = builder(command).start().onExit().join().exitValue();
		if (code != 0) {
			throw new IllegalStateException(command + " has ended with " + code);
		}
	}

	@Override
	public void close() throws IOException {
		kill();
		complete(List.of("rm", "-rf", this.directory.toString()));
	}

}
