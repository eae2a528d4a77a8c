package io.regioncache.autoconfigure.ratelimit;

import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

import io.regioncache.caller.CallerAttribute;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.util.function.SingletonSupplier;

/**
 * The attributes of callers that limits may count by, as the beans of an application tell
 * them.
 */
final class RateLimitAttributes {

	private RateLimitAttributes() {
	}

	/**
	 * Return what tells an attribute of the current caller by its name.
	 * @param beanFactory has the beans, which are asked for at the first call
	 */
	static Function<String, @Nullable Object> of(BeanFactory beanFactory) {
		Supplier<List<CallerAttribute>> known = SingletonSupplier
			.of(() -> beanFactory.getBeanProvider(CallerAttribute.class).orderedStream().toList());
		return (name) -> known.get()
			.stream()
			.filter((attribute) -> attribute.name().equals(name))
			.findFirst()
			.map(CallerAttribute::value)
			.orElse(null);
	}

}
