package io.regioncache.interceptor;

import java.util.function.Supplier;

import io.regioncache.caller.CallerScope;
import io.regioncache.interceptor.BodyRun.StartedBody;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/**
 * Calls the methods of Kotlin that end later. Apart, since Kotlin is optional.
 */
final class KotlinBodies {

	private KotlinBodies() {
	}

	/**
	 * Start a suspending function.
	 * @param invocation an invocation that has not proceeded yet
	 * @param caller binds to a thread what belongs to the caller
	 * @return the function as a {@code Mono} or a {@code Flux}
	 */
	static StartedBody suspending(MethodInvocation invocation, Supplier<CallerScope> caller) throws Throwable {
		CoroutineBody body = new CoroutineBody(caller);
		return new StartedBody(body.proceed(invocation), body::ended);
	}

	/**
	 * Collect what a method returns.
	 * @param invocation an invocation that has not proceeded yet
	 * @param caller binds to a thread what belongs to the caller
	 * @return the flow as a {@code Flux}
	 */
	static StartedBody flow(MethodInvocation invocation, Supplier<CallerScope> caller) throws Throwable {
		Object flow;
		try (CallerScope binding = caller.get()) {
			flow = invocation.proceed();
		}
		return StartedBody.of((flow != null) ? new CoroutineBody(caller).collect(flow) : null);
	}

	/**
	 * Return a flow as Kotlin has it.
	 * @param elements its elements
	 */
	static @Nullable Object flow(Object elements) {
		return CoroutineBody.flow((Flux<?>) elements);
	}

}
