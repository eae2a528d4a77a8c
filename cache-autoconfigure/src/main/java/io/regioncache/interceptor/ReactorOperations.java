package io.regioncache.interceptor;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import io.regioncache.annotation.Vary;
import io.regioncache.cache.load.LoadScope;
import io.regioncache.cache.transaction.ReactiveTransactions;
import io.regioncache.cache.transaction.Transaction;
import io.regioncache.cache.transaction.Transactions;
import io.regioncache.caller.CallerScope;
import io.regioncache.caller.Caller;
import io.regioncache.caller.CallerContext;
import io.regioncache.caller.Callers;
import io.regioncache.caller.ThreadLocals;
import io.regioncache.consistency.ConsistencyContext;
import io.regioncache.interceptor.BodyRun.StartedBody;
import io.regioncache.interceptor.ResultShape.Style;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/**
 * Carries out the operations of a call that returns a {@code Mono} or a {@code Flux}:
 * nothing happens before a subscription, and each subscription is a call of its own.
 *
 * @param operations what each subscription runs
 */
record ReactorOperations(AsyncOperations operations) {

	static boolean isPublisher(Class<?> type) {
		return Publisher.class.isAssignableFrom(type);
	}

	static @Nullable Style style(Class<?> type) {
		if (type == Mono.class) {
			return Style.MONO;
		}
		return (type == Flux.class) ? Style.FLUX : null;
	}

	/**
	 * Return what answers for the method, for whoever subscribes.
	 * @param spec what the annotations of the method say
	 * @param call the call
	 * @param callers tells who subscribes
	 * @param body the method, called for each subscription that needs it
	 * @return a {@code Mono} or a {@code Flux}
	 */
	Publisher<?> execute(MethodSpec spec, Invocation call, Callers callers, Body body) {
		if (spec.vary().isEmpty()) {
			return (spec.shape().style() == Style.MONO) ? mono(spec, call, Caller.ANYBODY, body)
					: flux(spec, call, Caller.ANYBODY, body);
		}
		return (spec.shape().style() == Style.MONO)
				? Mono.deferContextual(
						(context) -> caller(spec, callers, context).flatMap((caller) -> mono(spec, call, caller, body)))
				: Flux.deferContextual((context) -> caller(spec, callers, context)
					.flatMapMany((caller) -> flux(spec, call, caller, body)));
	}

	private static Mono<Caller> caller(MethodSpec spec, Callers callers, ContextView context) {
		@Nullable CallerContext known = context.getOrDefault(CallerContext.class, CallerContext.current());
		@Nullable Mono<String> principal = context.getOrDefault(CallerContext.PRINCIPAL, null);
		if (known == null || principal == null || !spec.vary().contains(Vary.PRINCIPAL)) {
			return Mono.fromCallable(() -> caller(spec, callers, context, known));
		}
		return principal.map((name) -> caller(spec, callers, context, known.by(name)));
	}

	private static Caller caller(MethodSpec spec, Callers callers, ContextView context, @Nullable CallerContext known) {
		try (CallerScope propagated = ThreadLocals.bindFrom(context, known);
				CallerScope binding = (known != null) ? CallerContext.bind(known) : CallerScope.NONE) {
			return callers.current(spec.vary());
		}
	}

	private Mono<?> mono(MethodSpec spec, Invocation call, Caller caller, Body body) {
		return transaction().flatMap((transaction) -> {
			BodyRun run = new BodyRun();
			MethodBody<Mono<?>> source = (called) -> defer(run, called, body).flatMap((mono) -> (Mono<?>) mono);
			Mono<?> answer = run(spec, call.by(caller), transaction, run, source);
			return (spec.cached() == null && call.isSuspending()) ? answer.doOnCancel(run::cancel) : answer;
		});
	}

	private Flux<?> flux(MethodSpec spec, Invocation call, Caller caller, Body body) {
		return transaction().flatMapMany((transaction) -> {
			BodyRun run = new BodyRun();
			Flux<?> source = defer(run, call.by(caller), body).flatMapMany((flux) -> (Flux<?>) flux);
			if (!spec.writes() && !this.operations.reads(spec, call.by(caller))) {
				return source;
			}
			return run(spec, call.by(caller), transaction, run, (called) -> source.collectList())
				.flatMapIterable((list) -> (List<?>) list);
		});
	}

	private Mono<Object> run(MethodSpec spec, Invocation call, Optional<Transaction> transaction, BodyRun run,
			MethodBody<Mono<?>> source) {
		ResultShape shape = spec.shape();
		return Mono.deferContextual((context) -> {
			@Nullable ConsistencyContext caller = context.getOrDefault(ConsistencyContext.class, ConsistencyContext.current());
			MethodBody<Supplier<CompletableFuture<@Nullable Object>>> body = (
					called) -> () -> run.subscribe(scoped(source.of(called)), context).thenApply(shape::unwrap);
			try (CallerScope binding = LoadScope.bind(scope(context))) {
				return Mono.fromFuture(ConsistencyContext
					.carrying(caller, () -> this.operations.execute(spec, call, transaction.orElse(null), body))
					.get()
					.thenApply(shape::wrap), true);
			}
		});
	}

	/**
	 * The load or put that a subscriber is part of.
	 */
	static @Nullable LoadScope scope(ContextView context) {
		return context.getOrDefault(LoadScope.class, LoadScope.current());
	}

	/**
	 * Have what is subscribed to be part of what this thread is part of.
	 */
	static <T> Mono<T> scoped(Mono<T> source) {
		@Nullable LoadScope scope = LoadScope.current();
		return (scope != null) ? source.contextWrite((context) -> context.put(LoadScope.class, scope)) : source;
	}

	static Mono<Optional<Transaction>> transaction() {
		return ReactiveTransactions.current()
			.map(Optional::of)
			.switchIfEmpty(Mono.fromSupplier(() -> Optional.ofNullable(Transactions.current())));
	}

	private static Mono<Object> defer(BodyRun run, Invocation called, Body body) {
		return Mono.fromCallable(
				() -> Objects.requireNonNull(run.call(() -> body.call(called)), "The method returned no publisher"));
	}

	/**
	 * The method, called with the arguments and for the caller of a call.
	 */
	@FunctionalInterface
	interface Body {

		StartedBody call(Invocation call) throws Exception;

	}

}
