package io.regioncache.test;

import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link SimulatedNetwork}.
 */
class SimulatedNetworkTests {

	private static final Map<String, LineServer> servers = new LinkedHashMap<>();

	private SimulatedNetwork network;

	@BeforeAll
	static void start() {
		List.of("a", "b", "c").forEach((region) -> servers.put(region, new LineServer(region)));
	}

	@AfterAll
	static void stop() throws IOException {
		for (LineServer server : servers.values()) {
			server.close();
		}
	}

	@BeforeEach
	void connect() {
		Map<String, String> urls = new LinkedHashMap<>();
		servers.forEach((region, server) -> urls.put(region, server.url()));
		this.network = SimulatedNetwork.of(urls);
	}

	@AfterEach
	void disconnect() {
		this.network.close();
	}

	@Test
	void eachPairHasALinkAndHomeIsDirect() throws IOException {
		assertThat(this.network.names()).containsExactly("a", "b", "c");
		assertThat(this.network.from("a").urls()).containsEntry("a", servers.get("a").url())
			.containsEntry("b", this.network.link("a", "b").url())
			.containsEntry("c", this.network.link("a", "c").url());
		assertThat(this.network.link("b", "a").port()).isNotEqualTo(this.network.link("a", "b").port());
		for (String from : servers.keySet()) {
			for (String to : servers.keySet()) {
				assertThat(name(from, to)).isEqualTo(to);
			}
		}
	}

	@Test
	void homeIsReachedThroughALinkWhereOneWasAskedFor() throws IOException {
		SimulatedLink link = this.network.link("a", "a");
		assertThat(this.network.url("a", "a")).isEqualTo(link.url());
		this.network.cut("a", "a");
		assertUnanswered("a", "a");
		this.network.heal("a", "a");
		assertThat(name("a", "a")).isEqualTo("a");
	}

	@Test
	void directHomeCannotBeCut() {
		assertThatIllegalStateException().isThrownBy(() -> this.network.cut("a", "a"))
			.withMessage("Applications of 'a' reach its Redis directly. "
					+ "Call link(\"a\", \"a\") before anybody asks for the URL");
	}

	@Test
	void distanceAppliesToBothLinks() throws IOException {
		this.network.url("a", "b");
		this.network.distance("b", "a", Duration.ofMillis(60));
		assertThat(roundTrip("a", "b")).isGreaterThanOrEqualTo(Duration.ofMillis(120));
		assertThat(roundTrip("b", "a")).isGreaterThanOrEqualTo(Duration.ofMillis(120));
		this.network.distance(Duration.ofMillis(20));
		assertThat(roundTrip("b", "c")).isGreaterThanOrEqualTo(Duration.ofMillis(40));
	}

	@Test
	void cutAppliesBothWaysUntilItIsHealed() throws IOException {
		this.network.url("a", "b");
		this.network.cut("a", "b");
		assertUnanswered("a", "b");
		assertUnanswered("b", "a");
		assertAnswered("a", "c");
		assertAnswered("c", "b");
		this.network.heal("b", "a");
		assertAnswered("a", "b");
		assertAnswered("b", "a");
	}

	@Test
	void oneWayCutStopsRequestsOneWayAndRepliesOfTheOther() throws IOException {
		this.network.cutOneWay("a", "b");
		try (Socket request = send("a", "b", "ADD"); Socket reply = send("b", "a", "ADD")) {
			assertThat(line(request)).isNull();
			assertThat(line(reply)).isNull();
			assertThat(askDirectly("b", "COUNT")).isEqualTo("0");
			assertThat(askDirectly("a", "COUNT")).isEqualTo("1");
			this.network.heal();
			request.setSoTimeout(30_000);
			assertThat(line(request)).isEqualTo("1");
			reply.setSoTimeout(30_000);
			assertThat(line(reply)).isEqualTo("1");
		}
	}

	@Test
	void isolatedRegionReachesOnlyItself() throws IOException {
		this.network.isolate("b");
		assertAnswered("b", "b");
		assertUnanswered("b", "a");
		assertUnanswered("c", "b");
		assertAnswered("a", "c");
		this.network.heal("b");
		assertAnswered("b", "a");
		assertAnswered("c", "b");
	}

	@Test
	void healingOneRegionLeavesOthersCut() throws IOException {
		this.network.cut("a", "b");
		this.network.cut("b", "c");
		this.network.heal("a");
		assertAnswered("a", "b");
		assertUnanswered("b", "c");
	}

	@Test
	void healingAllEndsFaultsOfSingleLinks() throws IOException {
		this.network.link("a", "b").refuse();
		assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> send("a", "b", "PING"));
		this.network.heal();
		assertAnswered("a", "b");
	}

	@Test
	void urlsKeepEverythingButHostAndPort() {
		try (SimulatedNetwork other = SimulatedNetwork
			.of(Map.of("x", "rediss://user:s%40crt@localhost:7001/3", "y", "redis://localhost:7002"))) {
			assertThat(other.url("y", "x"))
				.isEqualTo("rediss://user:s%40crt@127.0.0.1:" + other.link("y", "x").port() + "/3");
			assertThat(other.url("x", "x")).isEqualTo("rediss://user:s%40crt@localhost:7001/3");
		}
	}

	@Test
	void urlWithoutAPortIsRefused() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> SimulatedNetwork.of(Map.of("x", "redis://user:secret@localhost")))
			.withMessage(
					"The URL of the region 'x' must have a host and a port, " + "for example 'redis://localhost:6379'");
	}

	@Test
	void unknownRegionIsRefused() {
		String message = "Unknown region 'd', known are [a, b, c]";
		assertThatIllegalArgumentException().isThrownBy(() -> this.network.url("a", "d")).withMessage(message);
		assertThatIllegalArgumentException().isThrownBy(() -> this.network.url("d", "a")).withMessage(message);
		assertThatIllegalArgumentException().isThrownBy(() -> this.network.from("d")).withMessage(message);
		assertThatIllegalArgumentException().isThrownBy(() -> this.network.isolate("d")).withMessage(message);
		assertThatIllegalArgumentException().isThrownBy(() -> this.network.heal("d")).withMessage(message);
	}

	@Test
	void closingClosesTheLinksAndNotTheServers() throws IOException {
		URI url = URI.create(this.network.url("a", "b"));
		this.network.close();
		assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> new Socket(url.getHost(), url.getPort()));
		assertThat(askDirectly("b", "PING")).isEqualTo("PONG");
	}

	private void assertAnswered(String from, String to) throws IOException {
		try (Socket socket = send(from, to, "PING")) {
			socket.setSoTimeout(30_000);
			assertThat(line(socket)).isEqualTo("PONG");
		}
	}

	private void assertUnanswered(String from, String to) throws IOException {
		try (Socket socket = send(from, to, "PING")) {
			assertThat(line(socket)).isNull();
		}
	}

	private Duration roundTrip(String from, String to) throws IOException {
		long start = System.nanoTime();
		assertAnswered(from, to);
		return Duration.ofNanos(System.nanoTime() - start);
	}

	private String name(String from, String to) throws IOException {
		try (Socket socket = send(from, to, "NAME")) {
			socket.setSoTimeout(30_000);
			return line(socket);
		}
	}

	private Socket send(String from, String to, String command) throws IOException {
		return send(URI.create(this.network.url(from, to)), command);
	}

	private static String askDirectly(String region, String command) throws IOException {
		try (Socket socket = send(URI.create(servers.get(region).url()), command)) {
			return String.valueOf(line(socket));
		}
	}

	private static Socket send(URI url, String command) throws IOException {
		Socket socket = new Socket(url.getHost(), url.getPort());
		socket.setSoTimeout(300);
		socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.UTF_8));
		return socket;
	}

	private static String line(Socket socket) throws IOException {
		StringBuilder line = new StringBuilder();
		try {
			for (int next = socket.getInputStream().read(); next != '\n'; next = socket.getInputStream().read()) {
				assertThat(next).as("what ends the connection").isNotNegative();
				line.append((char) next);
			}
			return line.toString().strip();
		}
		catch (SocketTimeoutException ex) {
			return null;
		}
	}

}
