package io.regioncache.sample;

import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.stereotype.Component;

/**
 * Counts the queries of the database: of this region, and of the current thread's
 * request.
 */
@Component
class QueryCounter {

	private final ThreadLocal<Integer> mine = ThreadLocal.withInitial(() -> 0);

	private final MeterRegistry registry;

	QueryCounter(MeterRegistry registry) {
		this.registry = registry;
	}

	void count(String query) {
		this.mine.set(this.mine.get() + 1);
		this.registry.counter("shop.database.queries", "query", query).increment();
	}

	void reset() {
		this.mine.remove();
	}

	/**
	 * Return how many queries this thread has made since {@link #reset()}.
	 * @return the number
	 */
	int mine() {
		return this.mine.get();
	}

}
