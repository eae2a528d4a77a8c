package io.regioncache.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import com.github.dockerjava.api.DockerClient;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.testcontainers.containers.BindMode;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.startupcheck.StartupCheckStrategy;
import org.testcontainers.utility.DockerImageName;

/**
 * Runs the server in a container of the {@link RedisImage}. The container shares the
 * machine's network, so that the nodes of a cluster and its clients know each other by
 * the same addresses.
 */
final class ContainerRunner implements ServerRunner {

	private @Nullable GenericContainer<?> container;

	@Override
	@SuppressWarnings("resource")
	public void start(Path directory, List<String> arguments) {
		GenericContainer<?> container = this.container;
		if (container != null) {
			client().startContainerCmd(container.getContainerId()).exec();
			return;
		}
		List<String> command = new ArrayList<>(List.of("redis-server", "redis.conf"));
		command.addAll(arguments);
		container = new GenericContainer<>(DockerImageName.parse(RedisImage.get())).withNetworkMode("host")
			.withFileSystemBind(directory.toString(), directory.toString(), BindMode.READ_WRITE)
			.withWorkingDirectory(directory.toString())
			.withCommand(command.toArray(String[]::new))
			.withStartupCheckStrategy(new Started())
			.withCreateContainerCmdModifier((create) -> create.withUser(ownerOf(directory)));
		this.container = container;
		container.start();
	}

	@Override
	public boolean running() {
		return this.container != null
				&& Boolean.TRUE.equals(client().inspectContainerCmd(id()).exec().getState().getRunning());
	}

	@Override
	public void signal(String name) {
		client().killContainerCmd(id()).withSignal("SIG" + name).exec();
	}

	@Override
	public void awaitEnd() {
		Awaitility.await().until(() -> !running());
	}

	@Override
	public void close() {
		if (this.container != null) {
			this.container.stop();
		}
	}

	private String id() {
		return Objects.requireNonNull(this.container).getContainerId();
	}

	private DockerClient client() {
		return Objects.requireNonNull(this.container).getDockerClient();
	}

	// What the server writes must be ours to delete
	private static String ownerOf(Path directory) {
		try {
			return Files.getAttribute(directory, "unix:uid") + ":" + Files.getAttribute(directory, "unix:gid");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * The caller waits for the server's answer, so being started is enough here.
	 */
	private static final class Started extends StartupCheckStrategy {

		@Override
		public StartupStatus checkStartupState(DockerClient client, String id) {
			return StartupStatus.SUCCESSFUL;
		}

	}

}
