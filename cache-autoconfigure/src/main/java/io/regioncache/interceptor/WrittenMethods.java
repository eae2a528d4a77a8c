package io.regioncache.interceptor;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;

/**
 * Refuses methods with {@code @WriteBehind} whose cache no {@code BatchWriter} writes.
 */
public final class WrittenMethods {

	private final List<Written> methods = new ArrayList<>();

	private @Nullable Predicate<String> writers;

	/**
	 * Add a method.
	 * @param cache the cache whose changes are to be written
	 * @throws InvalidRegionAnnotationException if nothing writes them
	 */
	synchronized void add(String cache, Class<?> implementation, String method) {
		Written written = new Written(cache, ClassUtils.getShortName(implementation) + "." + method);
		if (this.writers != null) {
			written.check(this.writers);
		}
		else {
			this.methods.add(written);
		}
	}

	/**
	 * Check all methods, and those that are added later.
	 * @param writers whether there is a writer of a cache, by its name
	 * @throws InvalidRegionAnnotationException if there is none for one of the methods
	 */
	public synchronized void require(Predicate<String> writers) {
		this.writers = writers;
		this.methods.forEach((method) -> method.check(writers));
		this.methods.clear();
	}

	private record Written(String cache, String method) {

		void check(Predicate<String> writers) {
			if (!writers.test(this.cache)) {
				throw new InvalidRegionAnnotationException("@WriteBehind on " + this.method,
						"cache '%s' has no BatchWriter, so its changes cannot be written".formatted(this.cache),
						"Declare a BatchWriter bean whose cache() is \"%s\", or remove @WriteBehind"
							.formatted(this.cache),
						null);
			}
		}

	}

}
