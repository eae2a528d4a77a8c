package io.regioncache.interceptor;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;

import io.regioncache.annotation.Vary;
import io.regioncache.cache.transaction.ReactiveTransactions;
import io.regioncache.cache.transaction.Transaction;
import io.regioncache.cache.transaction.Transactions;
import io.regioncache.caller.CallerScope;
import io.regioncache.caller.Caller;
import io.regioncache.caller.CallerContext;
import io.regioncache.caller.Callers;
import io.regioncache.caller.ThreadLocals;
import io.regioncache.consistency.ConsistencyContext;
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
			return execute(spec, call, () -> body.call(Caller.ANYBODY));
		}
		return (spec.shape().style() == Style.MONO)
				? Mono.deferContextual(
						(context) -> caller(spec, callers, context).flatMap((caller) -> mono(spec, call, caller, body)))
				: Flux.deferContextual((context) -> caller(spec, callers, context)
					.flatMapMany((caller) -> flux(spec, call, caller, body)));
	}

	private Mono<?> mono(MethodSpec spec, Invocation call, Caller caller, Body body) {
		return mono(spec, call.by(caller), () -> body.call(caller));
	}

	private Flux<?> flux(MethodSpec spec, Invocation call, Caller caller, Body body) {
		return flux(spec, call.by(caller), () -> body.call(caller));
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

	/**
	 * Return what answers for the method.
	 * @param spec what the annotations of the method say
	 * @param call the call
	 * @param body the method, called for each subscription that needs it
	 * @return a {@code Mono} or a {@code Flux}
	 */
	Publisher<?> execute(MethodSpec spec, Invocation call, Callable<@Nullable Object> body) {
		return (spec.shape().style() == Style.MONO) ? mono(spec, call, body) : flux(spec, call, body);
	}

	private Mono<?> mono(MethodSpec spec, Invocation call, Callable<@Nullable Object> body) {
		return transaction()
			.flatMap((transaction) -> run(spec, call, transaction, defer(body).flatMap((mono) -> (Mono<?>) mono)));
	}

	private Flux<?> flux(MethodSpec spec, Invocation call, Callable<@Nullable Object> body) {
		return transaction().flatMapMany((transaction) -> {
			Flux<?> source = defer(body).flatMapMany((flux) -> (Flux<?>) flux);
			if (!spec.writes() && !this.operations.reads(spec, call)) {
				return source;
			}
			return run(spec, call, transaction, source.collectList()).flatMapIterable((list) -> (List<?>) list);
		});
	}

	private Mono<Object> run(MethodSpec spec, Invocation call, Optional<Transaction> transaction, Mono<?> source) {
		ResultShape shape = spec.shape();
		return Mono.deferContextual((context) -> {
			@Nullable ConsistencyContext caller = context.getOrDefault(ConsistencyContext.class, ConsistencyContext.current());
			return Mono.fromFuture(ConsistencyContext
				.carrying(caller,
						() -> this.operations.execute(spec, call, transaction.orElse(null),
								() -> source.contextWrite(context).toFuture().thenApply(shape::unwrap)))
				.get()
				.thenApply(shape::wrap), true);
		});
	}

	private static Mono<Optional<Transaction>> transaction() {
		return ReactiveTransactions.current()
			.map(Optional::of)
			.switchIfEmpty(Mono.fromSupplier(() -> Optional.ofNullable(Transactions.current())));
	}

	private static Mono<Object> defer(Callable<@Nullable Object> body) {
		return Mono.fromCallable(() -> Objects.requireNonNull(body.call(), "The method returned no publisher"));
	}

	/**
	 * The method, called for a caller.
	 */
	@FunctionalInterface
	interface Body {

		@Nullable Object call(Caller caller) throws Exception;

	}

}
