package io.regioncache.embedded;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import io.regioncache.testkit.ChildJvm;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link EmbeddedRegions}.
 */
class EmbeddedRegionsTests {

	@Test
	void eachRegionHasAServerOfItsOwn() {
		try (EmbeddedRegions regions = EmbeddedRegions.start(List.of("b", "a"))) {
			assertThat(regions.names()).containsExactly("b", "a");
			assertThat(regions.urls()).containsEntry("a", "redis://127.0.0.1:" + regions.port("a"))
				.containsEntry("b", "redis://127.0.0.1:" + regions.port("b"));
			assertThat(regions.port("a")).isNotEqualTo(regions.port("b"));
			assertThat(listens(regions.port("a"))).isTrue();
			assertThat(listens(regions.port("b"))).isTrue();
		}
	}

	@Test
	void killedServerIsGoneAndTheOthersAreNot() {
		try (EmbeddedRegions regions = EmbeddedRegions.start(List.of("a", "b"))) {
			regions.kill("a");
			assertThat(regions.isRunning("a")).isFalse();
			assertThat(listens(regions.port("a"))).isFalse();
			assertThat(regions.isRunning("b")).isTrue();
			assertThat(listens(regions.port("b"))).isTrue();
		}
	}

	@Test
	void restartedServerIsAtTheSamePort() {
		try (EmbeddedRegions regions = EmbeddedRegions.start(List.of("a"))) {
			int port = regions.port("a");
			regions.kill("a");
			regions.restart("a");
			assertThat(regions.isRunning("a")).isTrue();
			assertThat(regions.port("a")).isEqualTo(port);
			assertThat(listens(port)).isTrue();
		}
	}

	@Test
	void restartingARunningServerLeavesItAlone() {
		try (EmbeddedRegions regions = EmbeddedRegions.start(List.of("a"))) {
			Set<Long> before = descendants();
			regions.restart("a");
			assertThat(descendants()).isEqualTo(before);
		}
	}

	@Test
	void restartAtAPortThatIsTakenSaysSo() throws IOException {
		try (EmbeddedRegions regions = EmbeddedRegions.start(List.of("a"))) {
			int port = regions.port("a");
			regions.kill("a");
			try (ServerSocket other = new ServerSocket()) {
				other.setReuseAddress(true);
				other.bind(new InetSocketAddress(FreePort.HOST, port));
				assertThatExceptionOfType(EmbeddedRedisException.class).isThrownBy(() -> regions.restart("a"))
					.withMessageStartingWith(
							"The embedded Redis server of the region 'a' did not start at port " + port)
					.withMessageEndingWith("Failed listening on port " + port + " (TCP), aborting.");
			}
		}
	}

	@Test
	void closingLeavesNothingBehind() {
		Set<Long> before = descendants();
		// Contexts that other tests share may keep servers of their own
		Set<Path> others = directories(ProcessHandle.current());
		EmbeddedRegions regions = EmbeddedRegions.start(List.of("a", "b", "c"));
		Set<Path> directories = new HashSet<>(directories(ProcessHandle.current()));
		directories.removeAll(others);
		assertThat(descendants()).hasSizeGreaterThan(before.size());
		assertThat(directories).hasSize(3).allMatch(Files::exists);
		regions.close();
		assertThat(descendants()).isEqualTo(before);
		assertThat(directories).noneMatch(Files::exists);
		regions.close();
	}

	@Test
	void serverStoresNothingAndListensToThisMachineOnly() {
		try (EmbeddedRegions regions = EmbeddedRegions.start(List.of("a"));
				RedisClient client = RedisClient.create(regions.url("a"))) {
			RedisCommands<String, String> redis = client.connect().sync();
			assertThat(redis.configGet("save")).containsEntry("save", "");
			assertThat(redis.configGet("appendonly")).containsEntry("appendonly", "no");
			assertThat(redis.configGet("bind")).containsEntry("bind", "127.0.0.1");
			assertThat(redis.configGet("dir").get("dir")).contains("region-cache-redis-");
		}
	}

	@Test
	void unknownRegionIsRefused() {
		try (EmbeddedRegions regions = EmbeddedRegions.start(List.of("a"))) {
			assertThatIllegalArgumentException().isThrownBy(() -> regions.kill("b"))
				.withMessage("Unknown region 'b', known are [a]");
		}
	}

	@Test
	void serversEndWithAJvmThatIsKilled() {
		Set<ProcessHandle> servers;
		Set<Path> directories;
		int port;
		try (ChildJvm jvm = ChildJvm.start(Holder.class)) {
			port = Integer.parseInt(jvm.awaitLine("port "));
			servers = jvm.handle().descendants().collect(Collectors.toSet());
			directories = directories(jvm.handle());
			assertThat(servers).isNotEmpty();
			assertThat(directories).hasSize(1).allMatch(Files::exists);
			assertThat(listens(port)).isTrue();
		}
		await().until(() -> servers.stream().noneMatch(ProcessHandle::isAlive));
		assertThat(listens(port)).isFalse();
		assertThat(directories).noneMatch(Files::exists);
	}

	private static boolean listens(int port) {
		try (Socket socket = new Socket()) {
			socket.connect(new InetSocketAddress(FreePort.HOST, port), 1000);
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

	private static Set<Long> descendants() {
		return ProcessHandle.current().descendants().map(ProcessHandle::pid).collect(Collectors.toSet());
	}

	private static Set<Path> directories(ProcessHandle process) {
		return process.descendants()
			.flatMap((descendant) -> Stream.of(descendant.info().arguments().orElse(new String[0])))
			.filter((argument) -> argument.contains("region-cache-redis-") && !argument.contains("redis.log"))
			.map(Path::of)
			.collect(Collectors.toSet());
	}

	/**
	 * Starts a region and waits to be killed.
	 */
	static final class Holder {

		public static void main(String[] args) throws InterruptedException {
			EmbeddedRegions regions = EmbeddedRegions.start(List.of("a"));
			System.out.println("port " + regions.port("a"));
			Thread.currentThread().join();
		}

	}

}
