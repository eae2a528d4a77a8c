package io.regioncache.rollout;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs {@code docs/rollout.sh} against answers.
 */
class RolloutScriptTests {

	private static final String GO_TO_ONE = answer("go", "\"a\"", false);

	private static final String GO_TO_TWO = answer("go", "\"b\",\"c\"", false);

	private static final String HOLD = answer("hold", "", false);

	@TempDir
	private Path directory;

	private HttpServer server;

	private final AtomicInteger asked = new AtomicInteger();

	private RolloutScript script;

	private volatile List<String> answers = List.of();

	@BeforeEach
	void start() throws IOException {
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.server.createContext("/actuator/regions/rollout/v2", (exchange) -> {
			String answer = this.answers.get(Math.min(this.asked.getAndIncrement(), this.answers.size() - 1));
			byte[] body = answer.getBytes(StandardCharsets.UTF_8);
			boolean fails = answer.isEmpty() || !"status=200".equals(exchange.getRequestURI().getQuery());
			exchange.sendResponseHeaders(fails ? 503 : 200, fails ? -1 : body.length);
			try (OutputStream out = exchange.getResponseBody()) {
				out.write(fails ? new byte[0] : body);
			}
		});
		this.server.start();
		this.script = new RolloutScript(this.directory, "");
	}

	@AfterEach
	void stop() {
		this.server.stop(0);
	}

	@Test
	void deploysWhereItIsToldTo() throws Exception {
		assertThat(run(GO_TO_ONE, HOLD, "", GO_TO_TWO, HOLD, answer("go", "", true))).isZero();
		assertThat(this.script.done())
			.containsExactlyInAnyOrder("deploy-region a", "deploy-region b", "deploy-region c")
			.startsWith("deploy-region a");
	}

	@Test
	void rollsBackWhereItHasDeployed() throws Exception {
		assertThat(run(GO_TO_ONE, HOLD, answer("back", "", false))).isEqualTo(1);
		assertThat(this.script.done()).containsExactly("deploy-region a", "roll-back-region a");
	}

	private static String answer(String decision, String regions, boolean complete) {
		return "{\"deployment\":\"v2\",\"decision\":\"%s\",\"regions\":[%s],\"why\":[\"no \\\"decision\\\" here\"],\"complete\":%s}"
			.formatted(decision, regions, complete);
	}

	private int run(String... answers) throws Exception {
		this.answers = List.of(answers);
		return RolloutScript
			.end(this.script.start("v2", "http://127.0.0.1:" + this.server.getAddress().getPort(), "0.05"));
	}

}
