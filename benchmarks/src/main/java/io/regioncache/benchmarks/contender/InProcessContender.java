package io.regioncache.benchmarks.contender;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongFunction;

import io.regioncache.benchmarks.Product;
import org.jspecify.annotations.Nullable;

/**
 * No Redis at all: the first caller of a product asks the origin, the others wait for its
 * future. What this takes, the threads and the machine take.
 */
final class InProcessContender implements Contender {

	private final ConcurrentHashMap<Long, CompletableFuture<Product>> products = new ConcurrentHashMap<>();

	private final LongFunction<Product> origin;

	InProcessContender(LongFunction<Product> origin) {
		this.origin = origin;
	}

	@Override
	public Product find(long id) {
		CompletableFuture<Product> mine = new CompletableFuture<>();
		@Nullable CompletableFuture<Product> first = this.products.putIfAbsent(id, mine);
		if (first == null) {
			mine.complete(this.origin.apply(id));
		}
		return ((first != null) ? first : mine).join();
	}

	@Override
	public void close() {
	}

}
