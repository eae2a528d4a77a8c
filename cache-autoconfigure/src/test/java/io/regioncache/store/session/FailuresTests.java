package io.regioncache.store.session;

import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

import io.lettuce.core.RedisCommandExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Failures}.
 */
class FailuresTests {

	@Test
	void looksBehindTheWrappersOfFutures() {
		Exception root = new IllegalStateException();
		assertThat(Failures.rootOf(new CompletionException(new ExecutionException(root)))).isSameAs(root);
		assertThat(Failures.rootOf(root)).isSameAs(root);
	}

	@ParameterizedTest
	@ValueSource(strings = { "OOM command not allowed when used memory > 'maxmemory'.", "WRONGTYPE Operation",
			"MISCONF Redis is configured to save RDB snapshots", "NOREPLICAS Not enough good replicas to write." })
	void aServerThatWorksMayRefuse(String message) {
		assertThat(Failures.isRefusal(new RedisCommandExecutionException(message))).isTrue();
		assertThat(Failures.isAboutServer(new RedisCommandExecutionException(message))).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "MOVED 3999 127.0.0.1:6381", "ASK 3999 127.0.0.1:6381", "READONLY You can't write",
			"CLUSTERDOWN The cluster is down", "MASTERDOWN Link with MASTER is down", "LOADING Redis is loading",
			"TRYAGAIN Multiple keys request during rehashing of slot" })
	void itMayBeTheWrongServer(String message) {
		assertThat(Failures.isAboutServer(new RedisCommandExecutionException(message))).isTrue();
		assertThat(Failures.isRefusal(new RedisCommandExecutionException(message))).isFalse();
	}

	@Test
	void onlyAServerCanSaySo() {
		assertThat(Failures.isRefusal(new IllegalStateException("OOM"))).isFalse();
		assertThat(Failures.isAboutServer(new IllegalStateException("MOVED"))).isFalse();
		assertThat(Failures.isRefusal(new RedisCommandExecutionException((String) null))).isFalse();
	}

	@Test
	void aTimeoutIsDescribedInWords() {
		assertThat(Failures.describe(new CompletionException(new TimeoutException()))).isEqualTo("no answer in time");
		assertThat(Failures.describe(new TimeoutException("no answer within 100 ms")))
			.isEqualTo("no answer within 100 ms");
		assertThat(Failures.describe(new ExecutionException(new IllegalStateException("gone"))))
			.isEqualTo("java.lang.IllegalStateException: gone");
	}

}
