package io.regioncache.cache.value;

import java.lang.reflect.Type;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * A value of which the catalog tells whether it round-trips.
 *
 * @param group the heading under which it stands
 * @param name what it is
 * @param type its declared type
 * @param value makes one
 * @param probe what an application would see of it, beside its portrait
 */
record Sample(String group, String name, Type type, Supplier<?> value, Function<Object, @Nullable Object> probe) {

	static Sample of(String group, String name, Type type, Supplier<?> value) {
		return new Sample(group, name, type, value, (it) -> null);
	}

	/**
	 * The same with something else that has to come back.
	 */
	@SuppressWarnings("unchecked")
	<T> Sample showing(Function<T, @Nullable Object> probe) {
		return new Sample(this.group, this.name, this.type, this.value, (it) -> probe.apply((T) it));
	}

	static Type typeOf(Class<?> type, Type... arguments) {
		return org.springframework.core.ResolvableType
			.forClassWithGenerics(type,
					List.of(arguments)
						.stream()
						.map(org.springframework.core.ResolvableType::forType)
						.toArray(org.springframework.core.ResolvableType[]::new))
			.getType();
	}

}
