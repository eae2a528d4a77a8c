package io.regioncache.interceptor;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

import io.regioncache.cache.RegionCacheManager;
import io.regioncache.cache.entry.Found;
import io.regioncache.cache.load.Loader;
import io.regioncache.cache.read.BlockingReads;
import io.regioncache.cache.transaction.Transactions;
import io.regioncache.caller.BoundScopes;
import io.regioncache.caller.CallerException;
import io.regioncache.caller.CallerScope;
import io.regioncache.caller.Callers;
import io.regioncache.caller.LoadWatch;
import io.regioncache.consistency.ConsistencyContext;
import io.regioncache.interceptor.BodyRun.StartedBody;
import io.regioncache.interceptor.ResultShape.Style;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.ProxyMethodInvocation;

/**
 * Hands each call of an annotated method to the operations its return type needs.
 */
final class RegionOperationInterceptor implements MethodInterceptor {

	private final MethodSpecs specs;

	private final Callers callers;

	private final Supplier<LoadWatch> watch;

	private final BlockingOperations blocking;

	private final AsyncOperations async;

	private final AsyncCalls asyncCalls = new AsyncCalls(this);

	RegionOperationInterceptor(MethodSpecs specs, Callers callers, Supplier<LoadWatch> watch,
			Supplier<RegionCacheManager> manager, Executor executor) {
		this.specs = specs;
		this.callers = callers;
		this.watch = watch;
		this.blocking = new BlockingOperations(manager);
		this.async = new AsyncOperations(manager, executor);
	}

	@Override
	public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
		// The class that was matched, which for a proxy around a proxy is that of the
		// inner
		// one: only its interfaces know the types of a repository.
		Object target = invocation.getThis();
		Class<?> targetClass = (target != null) ? target.getClass() : invocation.getMethod().getDeclaringClass();
		MethodSpec spec = this.specs.get(invocation.getMethod(), targetClass);
		if (spec == MethodSpec.NONE) {
			return invocation.proceed();
		}
		BlockingReads first = this.blocking.first(spec);
		if (first != null) {
			Object key = invocation.getArguments()[spec.plainKey()];
			Found near = (key != null) ? first.near(key, Objects.requireNonNull(spec.cached()).like()) : null;
			if (near != null) {
				return spec.shape().wrap(near.value());
			}
		}
		Invocation call = new Invocation(invocation.getMethod(), target, targetClass, invocation.getArguments(),
				spec.suspending());
		return switch (spec.shape().style()) {
			case BLOCKING -> block(spec, call, first, invocation);
			case FUTURE -> this.asyncCalls.contains(invocation)
					? AsyncCalls.settle(() -> block(spec, call, null, invocation)) : future(spec, call, invocation);
			case MONO, FLUX -> publisher(spec, call, invocation);
			case FLOW -> KotlinBodies.flow(publisher(spec, call, invocation));
		};
	}

	private @Nullable Object block(MethodSpec spec, Invocation call, @Nullable BlockingReads asked,
			MethodInvocation invocation) throws Throwable {
		ResultShape shape = spec.shape();
		Invocation known = call.by(this.callers.current(spec.vary()));
		return shape.wrap(this.blocking.execute(spec, known, asked, new Body(spec, known, invocation)));
	}

	/**
	 * The body of a method for a call that waits for it. A hit makes one object of it.
	 */
	private final class Body implements MethodBody<Loader>, Loader {

		private final MethodSpec spec;

		private final Invocation call;

		private final MethodInvocation invocation;

		Body(MethodSpec spec, Invocation call, MethodInvocation invocation) {
			this.spec = spec;
			this.call = call;
			this.invocation = invocation;
		}

		@Override
		public Loader of(Invocation run) {
			return (run == this.call) ? this : new Body(this.spec, run, this.invocation);
		}

		@Override
		public @Nullable Object load() throws Throwable {
			ResultShape shape = this.spec.shape();
			try (CallerScope binding = enter(this.spec, this.call)) {
				Object returned = again(this.spec, this.call, this.invocation).proceed();
				return shape.unwrap((shape.style() == Style.FUTURE) ? AsyncCalls.await(returned) : returned);
			}
		}

	}

	private CompletableFuture<@Nullable Object> future(MethodSpec spec, Invocation call, MethodInvocation invocation) {
		ResultShape shape = spec.shape();
		CompletableFuture<@Nullable Object> answer = new CompletableFuture<>();
		Invocation known;
		try {
			known = call.by(this.callers.current(spec.vary()));
		}
		catch (CallerException ex) {
			return CompletableFuture.failedFuture(ex);
		}
		this.async
			.execute(spec, known, Transactions.current(),
					(run) -> () -> proceedAsync(again(spec, run, invocation), () -> enter(spec, run), shape))
			.whenComplete((value, failure) -> {
				if (failure != null) {
					answer.completeExceptionally(AsyncOperations.cause(failure));
				}
				else {
					answer.complete(shape.wrap(value));
				}
			});
		return answer;
	}

	private Object publisher(MethodSpec spec, Invocation call, MethodInvocation invocation) {
		return new ReactorOperations(this.async).execute(spec, call, this.callers,
				(run) -> begin(spec, run, invocation));
	}

	private StartedBody begin(MethodSpec spec, Invocation call, MethodInvocation invocation) throws Exception {
		boolean flow = spec.shape().style() == Style.FLOW;
		if (!flow && !call.isSuspending()) {
			return StartedBody.of(proceedLater(again(spec, call, invocation), () -> enter(spec, call)));
		}
		@Nullable ConsistencyContext consistency = ConsistencyContext.current();
		Supplier<CallerScope> caller = () -> new BoundScopes().bind(() -> enter(spec, call))
			.bind(() -> ConsistencyContext.bind(consistency)::close);
		try {
			return flow ? KotlinBodies.flow(again(spec, call, invocation), caller)
					: KotlinBodies.suspending(again(spec, call, invocation), caller);
		}
		catch (Throwable ex) {
			throw exception(ex);
		}
	}

	/**
	 * Have this thread act for the caller, and be watched if there is a watch.
	 */
	private CallerScope enter(MethodSpec spec, Invocation call) {
		EntrySpec cached = spec.cached();
		LoadWatch known = this.watch.get();
		CallerScope caller = call.caller().assume();
		if (cached == null || !known.isOn()) {
			return caller;
		}
		return new BoundScopes().bind(() -> caller)
			.bind(() -> known.begin("@RegionCached on " + call.getTargetClass().getName() + "." + call.getMethodName(),
					cached.vary(), () -> cached.keyText(call)));
	}

	private static CompletableFuture<@Nullable Object> proceedAsync(MethodInvocation invocation,
			Supplier<CallerScope> enter, ResultShape shape) {
		try (CallerScope binding = enter.get()) {
			CompletionStage<?> stage = (CompletionStage<?>) invocation.proceed();
			return (stage != null) ? stage.toCompletableFuture().thenApply(shape::unwrap)
					: CompletableFuture.completedFuture(null);
		}
		catch (Throwable ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	private static @Nullable Object proceedLater(MethodInvocation invocation, Supplier<CallerScope> enter)
			throws Exception {
		try (CallerScope binding = enter.get()) {
			return proceed(invocation);
		}
	}

	static @Nullable Object proceed(MethodInvocation copy) throws Exception {
		try {
			return copy.proceed();
		}
		catch (Throwable ex) {
			throw exception(ex);
		}
	}

	private static Exception exception(Throwable failure) {
		if (failure instanceof Error error) {
			throw error;
		}
		return (failure instanceof Exception known) ? known : new IllegalStateException(failure);
	}

	/**
	 * The same with the arguments of a call that asks for some of the elements only.
	 */
	private static MethodInvocation again(MethodSpec spec, Invocation call, MethodInvocation invocation) {
		MethodInvocation copy = again(invocation);
		KeysParameter keys = spec.keys();
		if (keys != null) {
			@Nullable Object[] arguments = copy.getArguments();
			arguments[keys.index()] = call.argument(keys.index());
			if (copy instanceof ProxyMethodInvocation proxied) {
				proxied.setArguments(arguments);
			}
		}
		return copy;
	}

	/**
	 * Return a copy that has not proceeded yet. An invocation proceeds once; a load may
	 * be repeated, later and on another thread, and must not skip the inner interceptors.
	 */
	static MethodInvocation again(MethodInvocation invocation) {
		return (invocation instanceof ProxyMethodInvocation repeatable) ? repeatable.invocableClone() : invocation;
	}

}
