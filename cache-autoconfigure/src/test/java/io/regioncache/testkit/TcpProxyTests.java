package io.regioncache.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.time.Duration;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of {@link TcpProxy}.
 */
class TcpProxyTests {

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.shared();

	private final TcpProxy proxy = TcpProxy.to(redis.server());

	private final RedisAdmin client = new RedisAdmin(this.proxy.port(), 500);

	@AfterEach
	void close() {
		this.client.close();
		this.proxy.close();
	}

	@Test
	void passes() {
		assertThat(this.client.text("ECHO", "hello")).isEqualTo("hello");
	}

	@Test
	void refusesWhileCutAndPassesAgain() {
		this.client.call("PING");
		this.proxy.cut();
		assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(() -> this.client.call("PING"))
			.withCauseInstanceOf(ConnectException.class);
		this.proxy.pass();
		assertThat(this.client.answers()).isTrue();
	}

	@Test
	void deliversWhatABlackHoleWithheldOnceItPasses() {
		this.client.call("PING");
		this.proxy.blackHole();
		Thread caller = new Thread(() -> increment(60_000));
		caller.start();
		assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(() -> this.client.call("PING"))
			.withCauseInstanceOf(SocketTimeoutException.class);
		assertThat(redis.admin().call("GET", "n")).isNull();
		this.proxy.pass();
		Awaitility.await().untilAsserted(() -> assertThat(redis.admin().call("GET", "n")).isEqualTo("1"));
	}

	private void increment(int timeoutMillis) {
		try (RedisAdmin patient = new RedisAdmin(this.proxy.port(), timeoutMillis)) {
			patient.call("INCR", "n");
		}
	}

	@Test
	void runsCommandsWhoseRepliesItHolds() {
		this.proxy.holdReplies();
		assertThat(this.client.answers()).isFalse();
		Awaitility.await().untilAsserted(() -> assertThat(redis.admin().commandCalls()).containsEntry("ping", 1L));
		this.proxy.pass();
		assertThat(this.client.answers()).isTrue();
	}

	@Test
	void cutsInTheMiddleOfAReply() throws IOException {
		try (RespConnection connection = new RespConnection(this.proxy.port(), 500)) {
			connection.call("PING");
			this.proxy.cutRepliesAfter(10);
			assertThatExceptionOfType(IOException.class)
				.isThrownBy(() -> connection.call("ECHO", "more than ten bytes"));
		}
	}

	@Test
	void delaysBothWays() {
		this.client.call("PING");
		this.proxy.delay(50);
		long start = System.nanoTime();
		this.client.call("PING");
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(100));
	}

}
