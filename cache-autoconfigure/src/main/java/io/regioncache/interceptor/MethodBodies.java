package io.regioncache.interceptor;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

import io.regioncache.cache.load.Loader;
import io.regioncache.caller.BoundScopes;
import io.regioncache.caller.CallerScope;
import io.regioncache.consistency.ConsistencyContext;
import io.regioncache.interceptor.BodyRun.StartedBody;
import io.regioncache.interceptor.ResultShape.Style;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

/**
 * Runs the bodies of annotated methods, each for the caller that its call was made for.
 */
final class MethodBodies {

	private final WatchedCallers watched;

	MethodBodies(WatchedCallers watched) {
		this.watched = watched;
	}

	/**
	 * Return the body for a call that waits for it.
	 */
	MethodBody<Loader> awaited(MethodSpec spec, Invocation call, MethodInvocation invocation) {
		return new AwaitedBody(spec, call, invocation);
	}

	/**
	 * Run the body of a method that returns a future.
	 */
	CompletableFuture<@Nullable Object> later(MethodSpec spec, Invocation call, MethodInvocation invocation) {
		try (CallerScope binding = this.watched.enter(spec, call)) {
			CompletionStage<?> stage = (CompletionStage<?>) RepeatableInvocations.again(spec, call, invocation)
				.proceed();
			return (stage != null) ? stage.toCompletableFuture().thenApply(spec.shape()::unwrap)
					: CompletableFuture.completedFuture(null);
		}
		catch (Throwable ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	/**
	 * Run the body of a method that returns a publisher, or suspends.
	 */
	StartedBody begin(MethodSpec spec, Invocation call, MethodInvocation invocation) throws Exception {
		MethodInvocation copy = RepeatableInvocations.again(spec, call, invocation);
		if (spec.shape().style() != Style.FLOW && !call.isSuspending()) {
			try (CallerScope binding = this.watched.enter(spec, call)) {
				return StartedBody.of(RepeatableInvocations.proceed(copy));
			}
		}
		try {
			return beginCoroutine(spec, call, copy);
		}
		catch (Throwable ex) {
			throw RepeatableInvocations.exception(ex);
		}
	}

	private StartedBody beginCoroutine(MethodSpec spec, Invocation call, MethodInvocation copy) throws Throwable {
		@Nullable ConsistencyContext consistency = ConsistencyContext.current();
		Supplier<CallerScope> caller = () -> new BoundScopes().bind(() -> this.watched.enter(spec, call))
			.bind(() -> ConsistencyContext.bind(consistency)::close);
		return (spec.shape().style() == Style.FLOW) ? KotlinBodies.flow(copy, caller)
				: KotlinBodies.suspending(copy, caller);
	}

	/**
	 * The body of a method for a call that waits for it. A hit makes one object of it.
	 */
	private final class AwaitedBody implements MethodBody<Loader>, Loader {

		private final MethodSpec spec;

		private final Invocation call;

		private final MethodInvocation invocation;

		AwaitedBody(MethodSpec spec, Invocation call, MethodInvocation invocation) {
			this.spec = spec;
			this.call = call;
			this.invocation = invocation;
		}

		@Override
		public Loader of(Invocation run) {
			return (run == this.call) ? this : new AwaitedBody(this.spec, run, this.invocation);
		}

		@Override
		public @Nullable Object load() throws Throwable {
			ResultShape shape = this.spec.shape();
			try (CallerScope binding = MethodBodies.this.watched.enter(this.spec, this.call)) {
				Object returned = RepeatableInvocations.again(this.spec, this.call, this.invocation).proceed();
				return shape.unwrap((shape.style() == Style.FUTURE) ? AsyncCalls.await(returned) : returned);
			}
		}

	}

}
