package io.regioncache.interceptor;

import java.util.function.Function;

import io.regioncache.annotation.Vary;
import io.regioncache.cache.load.LoadScope;
import io.regioncache.caller.CallerContext;
import io.regioncache.caller.CallerScope;
import io.regioncache.caller.ThreadLocals;
import io.regioncache.consistency.ConsistencyContext;
import io.regioncache.interceptor.ResultShape.Style;
import io.regioncache.ratelimit.RateLimitDecision;
import io.regioncache.ratelimit.RateLimitExceededException;
import io.regioncache.ratelimit.RateLimiter;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * Answers for a method that returns a {@code Mono}, a {@code Flux} or a {@code Flow}:
 * each subscription is a call. Apart, since Reactor is optional.
 *
 * @param spec what the annotation says
 * @param call the call
 * @param limiter the limit
 * @param attributes gives the principal or the tenant of the current caller
 */
record RateLimitedPublisher(RateLimitSpec spec, Invocation call, RateLimiter limiter,
		Function<String, @Nullable Object> attributes) {

	@Nullable Object answer(MethodInvocation invocation) {
		Style style = this.spec.shape().style();
		if (style == Style.MONO) {
			return decision().flatMap((decision) -> (Mono<?>) proceed(invocation)).contextWrite(this::carry);
		}
		Flux<?> elements = decision().flatMapMany((decision) -> (Flux<?>) proceed(invocation))
			.contextWrite(this::carry);
		return (style == Style.FLOW) ? KotlinBodies.flow(elements) : elements;
	}

	private Object proceed(MethodInvocation invocation) {
		MethodInvocation copy = RepeatableInvocations.again(invocation);
		try {
			Object publisher = (this.spec.shape().style() == Style.FLOW)
					? KotlinBodies.flow(copy, () -> CallerScope.NONE).publisher() : copy.proceed();
			if (publisher == null) {
				throw new IllegalStateException("The method returned no publisher");
			}
			return publisher;
		}
		catch (Throwable ex) {
			return (this.spec.shape().style() == Style.MONO) ? Mono.error(ex) : Flux.error(ex);
		}
	}

	/**
	 * Decide once for each subscription. The method must not run on the thread that
	 * receives the answers of Redis.
	 */
	private Mono<RateLimitDecision> decision() {
		return Mono.deferContextual(this::key)
			.flatMap((key) -> Mono.fromFuture(() -> this.limiter.tryAcquire(key)))
			.publishOn(Schedulers.parallel())
			.doOnNext(RateLimitExceededException::requireAdmitted);
	}

	private Mono<String> key(ContextView context) {
		String key = this.spec.keyOf(this.call);
		if (key != null) {
			return Mono.just(key);
		}
		@Nullable CallerContext caller = context.getOrDefault(CallerContext.class, null);
		@Nullable Mono<String> principal = context.getOrDefault(CallerContext.PRINCIPAL, null);
		if (principal != null) {
			return principal
				.map((name) -> this.spec.callerKey().of((vary) -> attribute(vary, name, context, caller), caller));
		}
		return Mono
			.fromSupplier(() -> this.spec.callerKey().of((vary) -> attribute(vary, null, context, caller), caller));
	}

	private @Nullable Object attribute(String attribute, @Nullable String principal, ContextView context,
			@Nullable CallerContext caller) {
		if (Vary.PRINCIPAL.equals(attribute) && principal != null) {
			return principal;
		}
		try (CallerScope propagated = ThreadLocals.bindFrom(context, caller)) {
			return this.attributes.apply(attribute);
		}
	}

	/**
	 * Put into the context what the subscriber has bound to its thread: the method runs
	 * on another.
	 */
	private Context carry(Context context) {
		Context carried = carry(context, LoadScope.class, LoadScope.current());
		carried = carry(carried, ConsistencyContext.class, ConsistencyContext.current());
		return carry(carried, CallerContext.class, CallerContext.current());
	}

	private static <T> Context carry(Context context, Class<T> key, @Nullable T current) {
		return (current != null && !context.hasKey(key)) ? context.put(key, current) : context;
	}

}
