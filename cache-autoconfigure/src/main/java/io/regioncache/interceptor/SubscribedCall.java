package io.regioncache.interceptor;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;

import io.regioncache.cache.load.LoadScope;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * One subscription to what a method with Spring's caching annotations returns. It carries
 * past Spring's interceptor what is lost there of a {@code Flux}: the context of the
 * subscriber, that it has canceled, and with an eviction all elements but the first.
 * <p>
 * Spring collects a {@code Flux} by a subscriber of its own, which has no context and
 * goes on when the caller has canceled; and it takes one element of a {@code Flux} that
 * evicts and cancels the rest.
 */
final class SubscribedCall {

	/**
	 * By the copy of the invocation that each subscription proceeds on.
	 */
	private static final Map<MethodInvocation, SubscribedCall> CALLS = Collections.synchronizedMap(new WeakHashMap<>());

	private final LoadScope scope;

	private final ContextView context;

	private @Nullable Subscription running;

	private boolean canceled;

	private volatile @Nullable List<?> elements;

	SubscribedCall(LoadScope scope, ContextView context) {
		this.scope = scope;
		this.context = context;
	}

	/**
	 * Let {@link #of} find this call.
	 * @param invocation the copy that it proceeds on
	 * @return the copy
	 */
	MethodInvocation on(MethodInvocation invocation) {
		CALLS.put(invocation, this);
		return invocation;
	}

	static @Nullable SubscribedCall of(MethodInvocation invocation) {
		return CALLS.get(invocation);
	}

	/**
	 * The load or put that the body is part of: that of this thread, if it is part of
	 * this call.
	 */
	LoadScope scope() {
		LoadScope current = LoadScope.current();
		return (current != null && current.isPartOf(this.scope)) ? current : this.scope;
	}

	private synchronized void begin(Subscription subscription) {
		this.running = subscription;
		if (this.canceled) {
			subscription.cancel();
		}
	}

	private synchronized void cancel() {
		this.canceled = true;
		if (this.running != null) {
			this.running.cancel();
		}
	}

	/**
	 * Return a body as Spring is to see it.
	 * @param body what the method has returned
	 * @param scope the load or put that it is part of
	 * @param scheduler where puts and evictions are waited for
	 */
	Mono<?> body(Mono<?> body, LoadScope scope, Scheduler scheduler) {
		return body.contextWrite((context) -> context(context, scope)).publishOn(scheduler);
	}

	/**
	 * The same for one with many elements. A load that others may share goes on when one
	 * of them has canceled.
	 * @param body what the method has returned
	 * @param scope the load or put that it is part of
	 * @param evicts whether Spring evicts something afterwards
	 * @param scheduler where puts and evictions are waited for
	 */
	Flux<?> body(Flux<?> body, LoadScope scope, boolean evicts, Scheduler scheduler) {
		Flux<?> known = body.contextWrite((context) -> context(context, scope));
		Flux<?> ended = evicts ? known.collectList().publishOn(scheduler).flatMapIterable(this::keep)
				: known.cast(Object.class).concatWith(Mono.empty().publishOn(scheduler));
		return isShared(scope) ? ended : ended.doOnSubscribe(this::begin);
	}

	/**
	 * A load that others may share must not see the transaction of one of them.
	 */
	private Context context(Context known, LoadScope scope) {
		Context own = isShared(scope) ? known : Context.of(this.context).putAll(known.readOnly());
		return own.put(LoadScope.class, scope);
	}

	private boolean isShared(LoadScope scope) {
		return scope != this.scope;
	}

	private List<?> keep(List<?> elements) {
		this.elements = elements;
		return elements;
	}

	/**
	 * Return what the caller is to see of what Spring has made of the body.
	 * @param answer what Spring returns
	 * @param evicts whether Spring evicts something afterwards
	 */
	Flux<?> answer(Flux<?> answer, boolean evicts) {
		Flux<?> all = !evicts ? answer : answer.collectList().flatMapIterable((emitted) -> {
			List<?> elements = this.elements;
			return (elements != null) ? elements : emitted;
		});
		return all.doOnCancel(this::cancel);
	}

}
