package io.regioncache.interceptor;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

import io.regioncache.cache.RegionCacheManager;
import io.regioncache.cache.entry.Found;
import io.regioncache.cache.read.BlockingReads;
import io.regioncache.cache.transaction.Transactions;
import io.regioncache.caller.CallerException;
import io.regioncache.caller.Callers;
import io.regioncache.caller.LoadWatch;
import io.regioncache.interceptor.ResultShape.Style;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Hands each call of an annotated method to the operations its return type needs.
 */
final class RegionOperationInterceptor implements MethodInterceptor {

	private final MethodSpecs specs;

	private final Supplier<RegionCacheManager> manager;

	private final Callers callers;

	private final MethodBodies bodies;

	private final BlockingOperations blocking;

	private final AsyncOperations async;

	/**
	 * The same where what this process keeps itself was asked for in vain.
	 */
	private final AsyncOperations asked;

	private final AsyncCalls asyncCalls = new AsyncCalls(this);

	RegionOperationInterceptor(MethodSpecs specs, Callers callers, Supplier<LoadWatch> watch,
			Supplier<RegionCacheManager> manager, Executor executor) {
		this.specs = specs;
		this.manager = manager;
		this.callers = callers;
		this.bodies = new MethodBodies(new WatchedCallers(watch));
		this.blocking = new BlockingOperations(manager);
		this.async = new AsyncOperations(manager, executor, false);
		this.asked = new AsyncOperations(manager, executor, true);
	}

	@Override
	public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
		// The class that was matched, which for a proxy around a proxy is that of the
		// inner one: only its interfaces know the types of a repository.
		Object target = invocation.getThis();
		Class<?> targetClass = (target != null) ? target.getClass() : invocation.getMethod().getDeclaringClass();
		MethodSpec spec = this.specs.called(invocation.getMethod(), targetClass);
		if (spec == MethodSpec.NONE) {
			return invocation.proceed();
		}
		NearAnswers answers = spec.near();
		BlockingReads first = (answers != null) ? answers.asked(this.manager) : null;
		if (answers != null && first != null && spec.shape().style() != Style.MONO) {
			Found near = answers.find(first, invocation.getArguments(), Transactions.current());
			if (near != null) {
				return spec.shape().answer(near.value());
			}
		}
		return execute(spec, targetClass, first, invocation);
	}

	private @Nullable Object execute(MethodSpec spec, Class<?> targetClass, @Nullable BlockingReads first,
			MethodInvocation invocation) throws Throwable {
		Invocation call = new Invocation(invocation.getMethod(), invocation.getThis(), targetClass,
				invocation.getArguments(), spec.suspending());
		return switch (spec.shape().style()) {
			case BLOCKING -> block(spec, call, first, invocation);
			case FUTURE ->
				this.asyncCalls.contains(invocation) ? AsyncCalls.settle(() -> block(spec, call, first, invocation))
						: future(spec, call, first != null, invocation);
			case MONO -> mono(spec, call, first, invocation);
			case FLUX -> publisher(this.async, spec, call, invocation);
			case FLOW -> KotlinBodies.flow(publisher(this.async, spec, call, invocation));
		};
	}

	private @Nullable Object block(MethodSpec spec, Invocation call, @Nullable BlockingReads asked,
			MethodInvocation invocation) throws Throwable {
		ResultShape shape = spec.shape();
		Invocation known = call.by(this.callers.current(spec.vary()));
		return shape.wrap(this.blocking.execute(spec, known, asked, this.bodies.awaited(spec, known, invocation)));
	}

	private CompletableFuture<@Nullable Object> future(MethodSpec spec, Invocation call, boolean asked,
			MethodInvocation invocation) {
		Invocation known;
		try {
			known = call.by(this.callers.current(spec.vary()));
		}
		catch (CallerException ex) {
			return CompletableFuture.failedFuture(ex);
		}
		CompletableFuture<@Nullable Object> answer = new CompletableFuture<>();
		AsyncOperations operations = asked ? this.asked : this.async;
		operations.execute(spec, known, Transactions.current(), (run) -> () -> this.bodies.later(spec, run, invocation))
			.whenComplete((value, failure) -> settle(answer, spec.shape(), value, failure));
		return answer;
	}

	private static void settle(CompletableFuture<@Nullable Object> answer, ResultShape shape, @Nullable Object value,
			@Nullable Throwable failure) {
		if (failure != null) {
			answer.completeExceptionally(AsyncOperations.cause(failure));
		}
		else {
			answer.complete(shape.wrap(value));
		}
	}

	private Object mono(MethodSpec spec, Invocation call, @Nullable BlockingReads first, MethodInvocation invocation) {
		NearAnswers answers = spec.near();
		if (answers == null || first == null) {
			return publisher(this.async, spec, call, invocation);
		}
		return new NearSubscriptions(answers, first, spec.shape()).first(call,
				(Mono<?>) publisher(this.asked, spec, call, invocation));
	}

	private Object publisher(AsyncOperations operations, MethodSpec spec, Invocation call,
			MethodInvocation invocation) {
		return new ReactorOperations(operations).execute(spec, call, this.callers,
				(run) -> this.bodies.begin(spec, run, invocation));
	}

}
