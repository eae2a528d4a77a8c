package io.regioncache.transaction;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

import io.regioncache.annotation.Invalidates;
import io.regioncache.annotation.RegionCached;
import io.regioncache.testkit.RedisExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.context.annotation.Configuration;
import org.springframework.resilience.annotation.EnableResilientMethods;
import org.springframework.resilience.annotation.Retryable;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.access.prepost.PostAuthorize;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.config.annotation.method.configuration.EnableMethodSecurity;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronizationManager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Where caching stands among what else Spring does to a method, from the outside:
 * {@code @Async}, {@code @Retryable}, Spring Security, caching, {@code @Transactional}.
 */
@ExtendWith(OutputCaptureExtension.class)
class AdvisorOrderTests {

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.shared();

	@AfterEach
	void logOut() {
		SecurityContextHolder.clearContext();
	}

	@Test
	void cachingIsOutsideTransactions() {
		run(TransactionsOnly.class, (store, desk) -> {
			assertThat(desk.regionCached(1)).isEqualTo("1 in a transaction");
			assertThat(desk.regionCached(1)).isEqualTo("1 in a transaction");
			assertThat(desk.cacheable(1)).isEqualTo("1 in a transaction");
			assertThat(store.holds("1 in a transaction")).isTrue();
			assertThat(desk.cacheable(1)).isEqualTo("1 in a transaction");
			assertThat(desk.transactions()).as("a hit begins none").hasSize(2);
		});
	}

	@Test
	void asyncIsOutsideCaching() {
		run(WithAsync.class, (store, desk) -> {
			Thread here = Thread.currentThread();
			store.transaction().executeWithoutResult((status) -> {
				assertThat(desk.async(1).join()).isEqualTo("1 in a transaction");
				assertThat(store.holds("1 in a transaction")).as("not part of the caller's transaction").isTrue();
			});
			assertThat(desk.async(1).join()).isEqualTo("1 in a transaction");
			assertThat(desk.transactions()).hasSize(1).doesNotContain(here);
		});
	}

	@Test
	void retriesAreOutsideCachingAndEachHasItsOwnTransaction() {
		run(WithRetries.class, (store, desk) -> {
			desk.fail(2);
			assertThat(desk.retried(1)).isEqualTo("1 in a transaction");
			assertThat(desk.transactions()).hasSize(3);
			assertThat(desk.retried(1)).isEqualTo("1 in a transaction");
			assertThat(desk.transactions()).hasSize(3);
			desk.fail(2);
			desk.retriedInvalidation(1);
			assertThat(desk.retried(1)).isEqualTo("1 in a transaction");
			assertThat(desk.transactions()).hasSize(7);
		});
	}

	@Test
	void securityIsOutsideCaching(CapturedOutput output) {
		run(WithSecurity.class, (store, desk) -> {
			for (Supplier<String> secret : List.<Supplier<String>>of(() -> desk.secret(1), () -> desk.plainSecret(1),
					() -> desk.secretWhenSeen(1))) {
				logIn("ADMIN");
				assertThat(secret.get()).isEqualTo("1 in a transaction");
				assertThat(secret.get()).isEqualTo("1 in a transaction");
				logIn("USER");
				assertThatExceptionOfType(AccessDeniedException.class).isThrownBy(secret::get);
			}
			assertThat(desk.transactions()).hasSize(3);
			assertThat(output).doesNotContain("Cache hits bypass method security");
		});
	}

	@Test
	void aWarningNamesWhatIsCachedOutsideSecurity(CapturedOutput output) {
		run(WithLateSecurity.class, (store, desk) -> {
			logIn("ADMIN");
			desk.secret(1);
			logIn("USER");
			assertThat(desk.secret(1)).as("what the warning is about").isEqualTo("1 in a transaction");
			assertThat(output)
				.contains("Cache hits bypass method security: "
						+ "[Desk.plainSecret, Desk.secret, Desk.secretWhenSeen] of bean")
				.contains("Give method security an order below 2147482647");
		});
	}

	private static void logIn(String role) {
		SecurityContextHolder.getContext()
			.setAuthentication(new TestingAuthenticationToken("somebody", "", "ROLE_" + role));
	}

	private static void run(Class<?> configuration, BiConsumer<Store, Desk> test) {
		Store.runner(redis)
			.withUserConfiguration(configuration)
			.withBean(Desk.class)
			.run((context) -> test.accept(Store.of(context, redis), context.getBean(Desk.class)));
	}

	@Configuration(proxyBeanMethods = false)
	static class TransactionsOnly {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAsync(proxyTargetClass = true)
	static class WithAsync {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableResilientMethods(proxyTargetClass = true)
	static class WithRetries {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableMethodSecurity(proxyTargetClass = true)
	static class WithSecurity {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableMethodSecurity(proxyTargetClass = true, offset = Integer.MAX_VALUE - 900)
	static class WithLateSecurity {

	}

	static class Desk {

		private final List<Thread> transactions = new CopyOnWriteArrayList<>();

		private final AtomicInteger failures = new AtomicInteger();

		List<Thread> transactions() {
			return this.transactions;
		}

		void fail(int times) {
			this.failures.set(times);
		}

		private String answer(long id) {
			assertThat(TransactionSynchronizationManager.isActualTransactionActive()).isTrue();
			this.transactions.add(Thread.currentThread());
			if (this.failures.getAndUpdate((left) -> Math.max(0, left - 1)) > 0) {
				throw new IllegalStateException("not yet");
			}
			return id + " in a transaction";
		}

		@Transactional
		@RegionCached(cacheNames = "regionCached", key = "#id")
		public String regionCached(long id) {
			return answer(id);
		}

		@Transactional
		@Cacheable("cacheable")
		public String cacheable(long id) {
			return answer(id);
		}

		@Async
		@Transactional
		@RegionCached(cacheNames = "async", key = "#id")
		public CompletableFuture<String> async(long id) {
			return CompletableFuture.completedFuture(answer(id));
		}

		@Retryable(maxRetries = 2, delay = 1)
		@Transactional
		@RegionCached(cacheNames = "retried", key = "#id")
		public String retried(long id) {
			return answer(id);
		}

		@Retryable(maxRetries = 2, delay = 1)
		@Transactional
		@Invalidates(cacheNames = "retried", key = "#id")
		public void retriedInvalidation(long id) {
			answer(id);
		}

		@PreAuthorize("hasRole('ADMIN')")
		@Transactional
		@RegionCached(cacheNames = "secret", key = "#id")
		public String secret(long id) {
			return answer(id);
		}

		@PreAuthorize("hasRole('ADMIN')")
		@Transactional
		@Cacheable("plainSecret")
		public String plainSecret(long id) {
			return answer(id);
		}

		@PostAuthorize("hasRole('ADMIN')")
		@Transactional
		@RegionCached(cacheNames = "secretWhenSeen", key = "#id")
		public String secretWhenSeen(long id) {
			return answer(id);
		}

	}

}
