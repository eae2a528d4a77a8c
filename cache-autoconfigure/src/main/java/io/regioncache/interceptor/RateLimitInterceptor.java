package io.regioncache.interceptor;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;

import io.regioncache.cache.load.LoadScope;
import io.regioncache.caller.BoundScopes;
import io.regioncache.caller.CallerContext;
import io.regioncache.caller.CallerScope;
import io.regioncache.caller.ThreadLocals;
import io.regioncache.consistency.ConsistencyContext;
import io.regioncache.ratelimit.RateLimitDecision;
import io.regioncache.ratelimit.RateLimitExceededException;
import io.regioncache.ratelimit.RateLimiter;
import io.regioncache.ratelimit.RateLimiters;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

/**
 * Calls a method if its limit admits the call, in whatever way the method answers.
 */
final class RateLimitInterceptor implements MethodInterceptor {

	private final RateLimitSpecs specs;

	private final Supplier<RateLimiters> limiters;

	private final Function<String, @Nullable Object> attributes;

	private final Executor executor;

	private final AsyncCalls asyncCalls = new AsyncCalls(this);

	RateLimitInterceptor(RateLimitSpecs specs, Supplier<RateLimiters> limiters,
			Function<String, @Nullable Object> attributes, Executor executor) {
		this.specs = specs;
		this.limiters = limiters;
		this.attributes = attributes;
		this.executor = executor;
	}

	@Override
	public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
		Object target = invocation.getThis();
		Class<?> targetClass = (target != null) ? target.getClass() : invocation.getMethod().getDeclaringClass();
		RateLimitSpec spec = this.specs.get(invocation.getMethod(), targetClass);
		return (spec == RateLimitSpec.NONE) ? invocation.proceed() : limit(spec,
				new Invocation(invocation.getMethod(), target, targetClass, invocation.getArguments()), invocation);
	}

	private @Nullable Object limit(RateLimitSpec spec, Invocation call, MethodInvocation invocation) throws Throwable {
		RateLimiter limiter = this.limiters.get().get(spec.limit());
		return switch (spec.shape().style()) {
			case BLOCKING -> {
				RateLimitExceededException.requireAdmitted(limiter.tryAcquire(key(spec, call)).join());
				yield invocation.proceed();
			}
			case FUTURE -> future(spec, call, limiter, invocation);
			case MONO, FLUX, FLOW -> new RateLimitedPublisher(spec, call, limiter, this.attributes).answer(invocation);
		};
	}

	private @Nullable Object future(RateLimitSpec spec, Invocation call, RateLimiter limiter,
			MethodInvocation invocation) throws Throwable {
		CompletableFuture<RateLimitDecision> decision;
		try {
			decision = limiter.tryAcquire(key(spec, call));
		}
		catch (RuntimeException ex) {
			return CompletableFuture.failedFuture(ex);
		}
		if (this.asyncCalls.contains(invocation)) {
			return proceed(invocation, decision.join());
		}
		Supplier<CallerScope> caller = capture();
		return decision.thenComposeAsync((decided) -> proceed(invocation, decided, caller), this.executor);
	}

	private static @Nullable Object proceed(MethodInvocation invocation, RateLimitDecision decided) throws Throwable {
		return decided.admitted() ? invocation.proceed()
				: CompletableFuture.failedFuture(new RateLimitExceededException(decided));
	}

	private static CompletionStage<@Nullable Object> proceed(MethodInvocation invocation, RateLimitDecision decision,
			Supplier<CallerScope> caller) {
		try (CallerScope binding = caller.get()) {
			RateLimitExceededException.requireAdmitted(decision);
			@SuppressWarnings("unchecked")
			CompletionStage<@Nullable Object> stage = (CompletionStage<@Nullable Object>) RepeatableInvocations
				.again(invocation)
				.proceed();
			return (stage != null) ? stage : CompletableFuture.completedFuture(null);
		}
		catch (Throwable ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	/**
	 * Capture what the method must find on the thread that calls it.
	 */
	private static Supplier<CallerScope> capture() {
		ThreadLocals locals = ThreadLocals.capture();
		@Nullable ConsistencyContext consistency = ConsistencyContext.current();
		@Nullable LoadScope load = LoadScope.current();
		return () -> new BoundScopes().bind(locals::bind)
			.bind(() -> ConsistencyContext.bind(consistency)::close)
			.bind(() -> LoadScope.bind(load));
	}

	private String key(RateLimitSpec spec, Invocation call) {
		String key = spec.keyOf(call);
		return (key != null) ? key : spec.callerKey().of(this.attributes, CallerContext.current());
	}

}
