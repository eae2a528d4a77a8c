package io.regioncache.interceptor;

import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import io.regioncache.caller.CallerScope;
import kotlin.Unit;
import kotlin.coroutines.AbstractCoroutineContextElement;
import kotlin.coroutines.Continuation;
import kotlin.coroutines.CoroutineContext;
import kotlinx.coroutines.Job;
import kotlinx.coroutines.ThreadContextElement;
import kotlinx.coroutines.flow.Flow;
import kotlinx.coroutines.reactive.ReactiveFlowKt;
import kotlinx.coroutines.reactor.ReactorFlowKt;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

import org.springframework.aop.ProxyMethodInvocation;
import org.springframework.util.Assert;

/**
 * Follows one run of a suspending function or a {@code Flow}: on each thread where it
 * goes on it finds what its caller has bound, and its end is known although it was
 * canceled.
 * <p>
 * A canceled subscription tells nothing of the body, which may write until it notices.
 * The coroutines of the body pass by here whenever they are resumed, and a job ends only
 * after all of its children have.
 */
final class CoroutineBody extends AbstractCoroutineContextElement implements ThreadContextElement<CallerScope> {

	private static final CoroutineContext.Key<CoroutineBody> KEY = new CoroutineContext.Key<>() {
	};

	private final Supplier<CallerScope> caller;

	private volatile @Nullable CoroutineBody outer;

	private final Set<Job> running = ConcurrentHashMap.newKeySet();

	private final CompletableFuture<Void> ended = new CompletableFuture<>();

	private volatile boolean canceled;

	/**
	 * Create what follows one run.
	 * @param caller binds to a thread what belongs to the caller
	 */
	CoroutineBody(Supplier<CallerScope> caller) {
		super(KEY);
		this.caller = caller;
	}

	/**
	 * Start a suspending function.
	 * @param invocation an invocation that has not proceeded yet
	 * @return what Spring makes of the function: a {@code Mono} or a {@code Flux}
	 */
	@Nullable Object proceed(MethodInvocation invocation) throws Throwable {
		@Nullable Object[] arguments = invocation.getArguments().clone();
		Continuation<?> continuation = (Continuation<?>) arguments[arguments.length - 1];
		Assert.state(continuation != null, "A suspending function was called without a continuation");
		this.outer = continuation.getContext().get(KEY);
		arguments[arguments.length - 1] = new StartedCoroutine(continuation, this);
		if (invocation instanceof ProxyMethodInvocation proxied) {
			proxied.setArguments(arguments);
		}
		return invocation.proceed();
	}

	/**
	 * Collect a flow.
	 * @param flow the flow
	 * @return its elements
	 */
	Flux<?> collect(Object flow) {
		return ReactorFlowKt.asFlux((Flow<?>) flow, this);
	}

	static Object flow(Flux<?> elements) {
		return ReactiveFlowKt.asFlow(elements);
	}

	/**
	 * Wait for the end of the body once it has been canceled.
	 * @return completes when nothing of the body runs any more
	 */
	CompletableFuture<Void> ended() {
		this.canceled = true;
		complete();
		return this.ended;
	}

	private void complete() {
		if (this.canceled && this.running.isEmpty()) {
			this.ended.complete(null);
		}
	}

	@Override
	public CallerScope updateThreadContext(CoroutineContext context) {
		Job job = context.get(Job.Key);
		if (job != null) {
			follow(job);
		}
		return (job != null) ? bind(job) : this.caller.get();
	}

	private CallerScope bind(Job job) {
		try {
			return this.caller.get();
		}
		catch (RuntimeException | Error ex) {
			// What is thrown here is lost, and the coroutine would never end.
			CancellationException failure = new CancellationException(ex.getMessage());
			failure.initCause(ex);
			job.cancel(failure);
			return CallerScope.NONE;
		}
	}

	/**
	 * A call inside the body has a body of its own, which is part of this one.
	 */
	private void follow(Job job) {
		if (this.running.add(job)) {
			job.invokeOnCompletion((cause) -> {
				this.running.remove(job);
				complete();
				return Unit.INSTANCE;
			});
		}
		CoroutineBody around = this.outer;
		if (around != null) {
			around.follow(job);
		}
	}

	@Override
	public void restoreThreadContext(CoroutineContext context, CallerScope binding) {
		binding.close();
	}

	/**
	 * The continuation of the caller, with the body's own context.
	 */
	private record StartedCoroutine(CoroutineContext context,
			Continuation<Object> caller) implements Continuation<Object> {

		@SuppressWarnings("unchecked")
		StartedCoroutine(Continuation<?> caller, CoroutineBody body) {
			this(caller.getContext().plus(body), (Continuation<Object>) caller);
		}

		@Override
		public CoroutineContext getContext() {
			return this.context;
		}

		@Override
		public void resumeWith(Object result) {
			this.caller.resumeWith(result);
		}

	}

}
