package io.regioncache.benchmarks.nesting;

import java.util.List;
import java.util.concurrent.CompletableFuture;

import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * A way in which one load of a chain loads the next.
 *
 * @param name what it is
 * @param chain loads a chain
 */
record NestingStyle(String name, Chain chain) {

	static final NestingStyle SLEEPING = new NestingStyle("same thread", NestingStyle::sameThread);

	static final List<NestingStyle> ALL = List.of(SLEEPING,
			new NestingStyle("`thenCompose` on a client's thread", NestingStyle::composed),
			new NestingStyle("`thenApplyAsync` on an executor", NestingStyle::applied),
			new NestingStyle("`join` of an executor's future", NestingStyle::joined),
			new NestingStyle("`Mono` on a scheduler", NestingStyle::scheduled));

	private static final Scheduler SCHEDULER = Schedulers.fromExecutor(Nesting.FOREIGN);

	/**
	 * The one where the library knows that the loads nest.
	 */
	private static Object sameThread(Nesting nesting, String chain, int depth) throws Throwable {
		return nesting.cache(chain, depth).get(Nesting.request(chain, depth), () -> {
			int own = nesting.sleep();
			return (depth == 1) ? own : own + (Integer) sameThread(nesting, chain, depth - 1);
		});
	}

	private static Object composed(Nesting nesting, String chain, int depth) {
		return future(nesting, chain, depth).join();
	}

	private static CompletableFuture<Object> future(Nesting nesting, String chain, int depth) {
		return nesting.cache(chain, depth)
			.getAsync(Nesting.request(chain, depth),
					() -> nesting.later()
						.thenCompose((own) -> (depth == 1) ? CompletableFuture.completedFuture(own)
								: future(nesting, chain, depth - 1).thenApply((below) -> own + (Integer) below)))
			.thenApply(Object.class::cast);
	}

	private static Object applied(Nesting nesting, String chain, int depth) {
		return nesting.cache(chain, depth)
			.getAsync(Nesting.request(chain, depth), () -> nesting.later()
				.thenApplyAsync((own) -> (depth == 1) ? own : own + (Integer) applied(nesting, chain, depth - 1),
						Nesting.FOREIGN))
			.join();
	}

	private static Object joined(Nesting nesting, String chain, int depth) throws Throwable {
		return nesting.cache(chain, depth).get(Nesting.request(chain, depth), () -> {
			int own = nesting.later().join();
			return (depth == 1) ? own : own + nesting.call(() -> joined(nesting, chain, depth - 1)).join();
		});
	}

	private static Object scheduled(Nesting nesting, String chain, int depth) {
		return nesting.cache(chain, depth)
			.getAsync(Nesting.request(chain, depth),
					() -> Mono.fromFuture(nesting::later)
						.flatMap((own) -> (depth == 1) ? Mono.just(own)
								: Mono.fromCallable(() -> own + (Integer) scheduled(nesting, chain, depth - 1))
									.subscribeOn(SCHEDULER))
						.toFuture())
			.join();
	}

	/**
	 * Loads a chain.
	 */
	@FunctionalInterface
	interface Chain {

		Object load(Nesting nesting, String chain, int depth) throws Throwable;

	}

}
