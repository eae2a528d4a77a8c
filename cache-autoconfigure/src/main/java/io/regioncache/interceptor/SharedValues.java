package io.regioncache.interceptor;

import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

import io.regioncache.cache.value.ImmutableValues;
import org.jspecify.annotations.Nullable;

import org.springframework.core.ResolvableType;
import org.springframework.util.ClassUtils;

/**
 * Refuses cached methods whose values callers can change, where their cache is to give
 * all callers the same instance.
 */
public final class SharedValues {

	private final List<Value> values = new ArrayList<>();

	private @Nullable Predicate<String> required;

	/**
	 * Add a method.
	 * @param cache the name of a cache of its values
	 * @throws InvalidRegionAnnotationException if callers could change them and must not
	 */
	synchronized void add(String cache, Class<?> implementation, String method, Type type) {
		Value value = new Value(cache, ClassUtils.getShortName(implementation) + "." + method, type);
		if (this.required != null) {
			value.check(this.required);
		}
		else {
			this.values.add(value);
		}
	}

	/**
	 * Check all methods, and those that are added later.
	 * @param required whether a cache, by its name, is to share its values
	 * @throws InvalidRegionAnnotationException if callers could change the values of one
	 */
	public synchronized void require(Predicate<String> required) {
		this.required = required;
		this.values.forEach((value) -> value.check(required));
		this.values.clear();
	}

	private record Value(String cache, String method, Type type) {

		void check(Predicate<String> required) {
			String refusal = required.test(this.cache) ? ImmutableValues.refusal(ResolvableType.forType(this.type))
					: null;
			if (refusal != null) {
				throw new InvalidRegionAnnotationException(this.method,
						"its values cannot be shared by callers, as regions.caches.%s.near.share=required demands: %s"
							.formatted(this.cache, refusal),
						"Return a record of immutable values that copies its lists by List.copyOf, or remove that property",
						null);
			}
		}

	}

}
