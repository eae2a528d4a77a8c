package io.regioncache.interceptor;

import io.regioncache.cache.entry.Found;
import io.regioncache.cache.load.LoadScope;
import io.regioncache.cache.read.BlockingReads;
import io.regioncache.cache.transaction.Transaction;
import io.regioncache.caller.BoundScopes;
import io.regioncache.caller.CallerScope;
import io.regioncache.consistency.ConsistencyContext;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/**
 * Answers subscribers of one method by what this process keeps itself.
 *
 * @param answers finds it
 * @param reads what is asked
 * @param shape how the method hands out its value
 */
record NearSubscriptions(NearAnswers answers, BlockingReads reads, ResultShape shape) {

	/**
	 * Return what answers for a call, for whoever subscribes.
	 * @param call the call
	 * @param otherwise answers where nothing is kept that may be served
	 */
	Mono<?> first(Invocation call, Mono<?> otherwise) {
		return ReactorOperations.transaction().flatMap((transaction) -> Mono.deferContextual((context) -> {
			Found near = find(call, transaction.orElse(null), context);
			return (near != null) ? Mono.justOrEmpty(this.shape.wrap(near.value())) : otherwise;
		}));
	}

	private @Nullable Found find(Invocation call, @Nullable Transaction transaction, ContextView context) {
		@Nullable ConsistencyContext caller = context.getOrDefault(ConsistencyContext.class, ConsistencyContext.current());
		try (CallerScope bound = new BoundScopes().bind(() -> LoadScope.bind(ReactorOperations.scope(context)))
			.bind(() -> ConsistencyContext.bind(caller)::close)) {
			return this.answers.find(this.reads, call.getArgs(), transaction);
		}
	}

}
