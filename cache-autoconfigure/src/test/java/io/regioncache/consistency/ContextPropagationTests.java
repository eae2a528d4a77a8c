package io.regioncache.consistency;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import io.micrometer.context.ContextExecutorService;
import io.micrometer.context.ContextSnapshotFactory;
import io.regioncache.store.log.Position;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.core.task.support.ContextPropagatingTaskDecorator;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that Micrometer's context propagation finds
 * {@link ConsistencyThreadLocalAccessor} and carries the context wherever a caller's work
 * goes.
 */
class ContextPropagationTests {

	private final ConsistencyContext context = new ConsistencyContext();

	private ConsistencyContext.Binding binding;

	@BeforeEach
	void bind() {
		this.context.wrote("us", new Position(1, 7));
		this.binding = ConsistencyContext.bind(this.context);
	}

	@AfterEach
	void restore() {
		this.binding.close();
	}

	@Test
	void overThreadsOfAPool() throws Exception {
		assertCarriedBy(Executors.newSingleThreadExecutor());
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void overVirtualThreads() throws Exception {
		assertCarriedBy((ExecutorService) Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null));
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void overVirtualThreadsOfSpring() throws Exception {
		SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutor();
		executor.setVirtualThreads(true);
		executor.setTaskDecorator(new ContextPropagatingTaskDecorator());
		assertThat(executor.submit(writeAndTell(8)).get(20, TimeUnit.SECONDS)).isEqualTo("[us@1:7]");
		assertThat(this.context.token()).hasToString("[us@1:8]");
	}

	private void assertCarriedBy(ExecutorService plain) throws Exception {
		ExecutorService wrapped = ContextExecutorService.wrap(plain, ContextSnapshotFactory.builder().build());
		try {
			assertThat(wrapped.submit(writeAndTell(8)).get(20, TimeUnit.SECONDS)).isEqualTo("[us@1:7]");
			// What was written over there counts here.
			assertThat(ConsistencyToken.current()).hasToString("[us@1:8]");
			assertThat(plain.submit(() -> ConsistencyToken.current().toString()).get(20, TimeUnit.SECONDS))
				.isEqualTo("[]");
		}
		finally {
			plain.shutdown();
		}
	}

	@Test
	void overAsyncMethods() throws Exception {
		try (AnnotationConfigApplicationContext application = new AnnotationConfigApplicationContext(
				AsyncConfiguration.class)) {
			Jobs jobs = application.getBean(Jobs.class);
			assertThat(jobs.run(writeAndTell(8)).get(20, TimeUnit.SECONDS)).isEqualTo("[us@1:7]");
			assertThat(this.context.token()).hasToString("[us@1:8]");
			this.binding.close();
			assertThat(jobs.run(() -> ConsistencyToken.current().toString()).get(20, TimeUnit.SECONDS)).isEqualTo("[]");
		}
	}

	@Test
	void overReactor() {
		Hooks.enableAutomaticContextPropagation();
		try {
			String seen = Mono.just(1)
				.publishOn(Schedulers.parallel())
				.flatMap((ignored) -> Mono.fromCallable(writeAndTell(8)).subscribeOn(Schedulers.boundedElastic()))
				.block();
			assertThat(seen).isEqualTo("[us@1:7]");
			assertThat(this.context.token()).hasToString("[us@1:8]");
		}
		finally {
			Hooks.disableAutomaticContextPropagation();
		}
	}

	private static Callable<String> writeAndTell(long sequence) {
		return () -> {
			String before = ConsistencyToken.current().toString();
			ConsistencyContext context = ConsistencyContext.current();
			assertThat(context).isNotNull();
			context.wrote("us", new Position(1, sequence));
			return before;
		};
	}

	@EnableAsync
	static class AsyncConfiguration {

		@Bean
		ThreadPoolTaskExecutor taskExecutor() {
			ThreadPoolTaskExecutor executor = new ThreadPoolTaskExecutor();
			executor.setCorePoolSize(1);
			executor.setTaskDecorator(new ContextPropagatingTaskDecorator());
			return executor;
		}

		@Bean
		Jobs jobs() {
			return new Jobs();
		}

	}

	static class Jobs {

		@Async
		CompletableFuture<String> run(Callable<String> job) throws Exception {
			return CompletableFuture.completedFuture(job.call());
		}

	}

}
