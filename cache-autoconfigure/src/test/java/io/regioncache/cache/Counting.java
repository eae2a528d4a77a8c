package io.regioncache.cache;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

import io.regioncache.cache.load.Loader;
import org.jspecify.annotations.Nullable;

/**
 * An origin that counts how often it was asked.
 */
public final class Counting implements Loader {

	private final IntFunction<@Nullable Object> values;

	private final AtomicInteger loads = new AtomicInteger();

	private Counting(IntFunction<@Nullable Object> values) {
		this.values = values;
	}

	/**
	 * Creates an origin that answers differently each time.
	 * @param values gives the answer to the first question, the second, and so on
	 * @return the origin
	 */
	public static Counting by(IntFunction<@Nullable Object> values) {
		return new Counting(values);
	}

	public static Counting always(@Nullable Object value) {
		return new Counting((load) -> value);
	}

	/**
	 * Creates an origin that answers {@code v1}, {@code v2} and so on.
	 * @return the origin
	 */
	public static Counting versions() {
		return new Counting((load) -> "v" + load);
	}

	@Override
	public @Nullable Object load() {
		return this.values.apply(this.loads.incrementAndGet());
	}

	public int loads() {
		return this.loads.get();
	}

}
