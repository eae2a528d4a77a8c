package io.regioncache.interceptor;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

import io.regioncache.annotation.RateLimited;
import io.regioncache.annotation.Vary;
import io.regioncache.caller.CallerContext;
import io.regioncache.caller.CallerScope;
import io.regioncache.ratelimit.CallerKey;
import io.regioncache.ratelimit.LimitNode;
import io.regioncache.ratelimit.RateLimitExceededException;
import io.regioncache.ratelimit.RateLimitPolicy;
import io.regioncache.ratelimit.RateLimitScope;
import io.regioncache.ratelimit.RedisDownPolicy;
import io.regioncache.testkit.RedisExtension;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link RateLimitAdvisor}.
 */
class RateLimitedMethodsTests {

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.shared();

	private final AtomicReference<Object> tenant = new AtomicReference<>();

	private LimitNode node;

	private Shop shop;

	@BeforeEach
	void connect() {
		this.node = LimitNode.at(redis.server().url(), policy("orders"), policy("paid"), policy("web"))
			.awaitAvailable();
		this.shop = proxy(new Shop());
	}

	@AfterEach
	void close() {
		this.node.close();
	}

	@Test
	void aBlockingCallBeyondTheLimitDoesNotReachTheMethod() {
		assertThat(this.shop.order("ann")).isEqualTo("ann");
		assertThat(this.shop.order("ann")).isEqualTo("ann");
		assertThatExceptionOfType(RateLimitExceededException.class).isThrownBy(() -> this.shop.order("ann"))
			.withMessageMatching("The rate limit 'orders' is exceeded; the next call is admitted in \\d+ s")
			.satisfies((ex) -> assertThat(ex.getDecision().retryAfterSeconds()).isPositive());
		assertThat(this.shop.order("bob")).isEqualTo("bob");
		assertThat(this.shop.calls()).hasValue(3);
	}

	@Test
	void aFutureBeyondTheLimitFails() {
		assertThat(this.shop.orderLater("ann").join()).isEqualTo("ann");
		assertThat(this.shop.orderLater("ann").join()).isEqualTo("ann");
		CompletableFuture<String> rejected = this.shop.orderLater("ann");
		assertThatExceptionOfType(CompletionException.class).isThrownBy(rejected::join)
			.withCauseInstanceOf(RateLimitExceededException.class);
		assertThat(this.shop.calls()).hasValue(2);
	}

	@Test
	void aFutureIsCalledForItsCaller() {
		try (CallerScope binding = CallerContext.bind(new CallerContext(Map.of(Vary.COUNTRY, "DE"), null, null))) {
			assertThat(this.shop.countryLater().join()).isEqualTo("DE");
		}
	}

	@Test
	void eachSubscriptionIsACall() {
		Mono<String> mono = this.shop.orderOnce("ann");
		assertThat(this.shop.calls()).as("nothing before a subscription").hasValue(0);
		assertThat(mono.block()).isEqualTo("ann");
		assertThat(mono.block()).isEqualTo("ann");
		assertThatExceptionOfType(RateLimitExceededException.class).isThrownBy(mono::block);
		Flux<String> flux = this.shop.orderTwice("bob");
		assertThat(flux.collectList().block()).containsExactly("bob", "bob");
		assertThat(flux.collectList().block()).containsExactly("bob", "bob");
		assertThatExceptionOfType(RateLimitExceededException.class).isThrownBy(flux::blockLast);
		assertThat(this.shop.calls()).hasValue(4);
	}

	@Test
	void aMethodDoesNotRunOnTheThreadOfTheConnection() {
		for (String thread : new String[] { this.shop.threadLater().join(), this.shop.threadOnce().block() }) {
			assertThat(thread).doesNotContain("lettuce");
		}
	}

	@Test
	void withoutAKeyTheCallerCounts() {
		this.tenant.set("acme");
		this.shop.pay();
		this.shop.pay();
		assertThatExceptionOfType(RateLimitExceededException.class).isThrownBy(this.shop::pay);
		assertThatExceptionOfType(RateLimitExceededException.class).isThrownBy(() -> this.shop.payLater().block());
		this.tenant.set("emca");
		this.shop.pay();
		this.shop.payLater().block();
		assertThatExceptionOfType(RateLimitExceededException.class).isThrownBy(this.shop::pay);
	}

	@Test
	void annotationsThatCannotWorkAreRefused() {
		assertInvalid(new Unknown(), "name = \"nothing\" names no limit; there are [orders, paid, web]. "
				+ "Set 'regions.rate-limits.nothing.limit'.");
		assertInvalid(new OverRequests(),
				"name = \"web\" names a limit whose key is made of requests, which a method does not know. "
						+ "Set key, as in key = \"#user\".");
		assertInvalid(new UnknownArgument(), "key = \"#nobody\" uses #nobody, but the method has no such parameter");
		assertInvalid(new Hidden(), "name = \"orders\" is on a private, static or final method");
	}

	@Test
	void typesWithoutTheAnnotationAreNotProxied() {
		RateLimitAdvisor advisor = advisor();
		assertThat(advisor.getPointcut().getClassFilter().matches(String.class)).isFalse();
		assertThat(advisor.getPointcut().getClassFilter().matches(RateLimitedMethodsTests.class)).isFalse();
		assertThat(advisor.getPointcut().getClassFilter().matches(Shop.class)).isTrue();
	}

	private void assertInvalid(Object bean, String message) {
		assertThatExceptionOfType(InvalidRegionAnnotationException.class).isThrownBy(() -> proxy(bean))
			.withMessageContaining("@RateLimited on ")
			.withMessageContaining(message);
	}

	@SuppressWarnings("unchecked")
	private <T> T proxy(T target) {
		ProxyFactory factory = new ProxyFactory(target);
		factory.setProxyTargetClass(true);
		RateLimitAdvisor advisor = advisor();
		assertThat(advisor.getPointcut().getClassFilter().matches(target.getClass())).isTrue();
		factory.addAdvisor(advisor);
		return (T) factory.getProxy();
	}

	private RateLimitAdvisor advisor() {
		Map<String, Optional<CallerKey>> limits = new LinkedHashMap<>();
		limits.put("orders", Optional.of(CallerKey.ALL));
		limits.put("paid", Optional.of(CallerKey.TENANT));
		limits.put("web", Optional.empty());
		Function<String, @Nullable Object> attributes = (name) -> Vary.TENANT.equals(name) ? this.tenant.get() : null;
		return new RateLimitAdvisor(new DefaultListableBeanFactory(), () -> limits, this.node::limiters, attributes,
				(task) -> new Thread(task).start());
	}

	private static RateLimitPolicy policy(String name) {
		return new RateLimitPolicy(name, 2, Duration.ofHours(1), 2, RateLimitScope.REGION, RedisDownPolicy.CLOSED);
	}

	static class Shop {

		final AtomicInteger calls = new AtomicInteger();

		AtomicInteger calls() {
			return this.calls;
		}

		@RateLimited(name = "orders", key = "#user")
		public String order(String user) {
			calls().incrementAndGet();
			return user;
		}

		@RateLimited(name = "orders", key = "#user")
		public CompletableFuture<String> orderLater(String user) {
			calls().incrementAndGet();
			return CompletableFuture.completedFuture(user);
		}

		@RateLimited(name = "orders", key = "#user")
		public Mono<String> orderOnce(String user) {
			return Mono.fromSupplier(() -> {
				calls().incrementAndGet();
				return user;
			});
		}

		@RateLimited(name = "orders", key = "#user")
		public Flux<String> orderTwice(String user) {
			return Flux.defer(() -> {
				calls().incrementAndGet();
				return Flux.just(user, user);
			});
		}

		@RateLimited("orders")
		public CompletableFuture<String> countryLater() {
			CallerContext context = CallerContext.current();
			return CompletableFuture
				.completedFuture((context != null) ? String.valueOf(context.attributes().get(Vary.COUNTRY)) : "none");
		}

		@RateLimited("orders")
		public CompletableFuture<String> threadLater() {
			return CompletableFuture.completedFuture(Thread.currentThread().getName());
		}

		@RateLimited("orders")
		public Mono<String> threadOnce() {
			return Mono.fromSupplier(() -> Thread.currentThread().getName());
		}

		@RateLimited("paid")
		public void pay() {
		}

		@RateLimited("paid")
		public Mono<Void> payLater() {
			return Mono.empty();
		}

	}

	static class Unknown {

		@RateLimited("nothing")
		public void call() {
		}

	}

	static class OverRequests {

		@RateLimited("web")
		public void call(String user) {
		}

	}

	static class UnknownArgument {

		@RateLimited(name = "orders", key = "#nobody")
		public void call(String user) {
		}

	}

	static class Hidden {

		@RateLimited("orders")
		public final void call() {
		}

	}

}
