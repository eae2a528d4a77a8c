package io.regioncache.region;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RegionThreads}.
 */
@ExtendWith(OutputCaptureExtension.class)
class RegionThreadsTests {

	private final InheritableThreadLocal<String> user = new InheritableThreadLocal<>();

	@Test
	void inheritNothing() {
		this.user.set("ann");
		CompletableFuture<Boolean> inherited = new CompletableFuture<>();
		Thread thread = RegionThreads.numbered("mine-").newThread(() -> inherited.complete(this.user.get() != null));
		thread.start();
		assertThat(inherited.orTimeout(30, TimeUnit.SECONDS).join()).isFalse();
		assertThat(thread.isDaemon()).isTrue();
		assertThat(thread.getName()).isEqualTo("mine-1");
	}

	@Test
	void logWhatEndsThem(CapturedOutput output) throws InterruptedException {
		Thread thread = RegionThreads.create("doomed", () -> {
			throw new AssertionError("out of luck");
		});
		thread.start();
		thread.join(30_000);
		assertThat(output).contains("doomed").contains("out of luck");
	}

}
