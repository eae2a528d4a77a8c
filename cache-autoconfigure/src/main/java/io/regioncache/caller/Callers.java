package io.regioncache.caller;

import java.util.Collection;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.regioncache.annotation.Vary;
import org.jspecify.annotations.Nullable;

/**
 * Asks who is calling.
 */
public final class Callers {

	private final Supplier<Stream<CallerAttribute>> beans;

	private volatile @Nullable Map<Vary, CallerAttribute> attributes;

	/**
	 * Create a source of callers.
	 * @param beans gives the attributes, asked at the first call; the first of a kind
	 * counts
	 */
	public Callers(Supplier<Stream<CallerAttribute>> beans) {
		this.beans = beans;
	}

	/**
	 * Return the current caller.
	 * @param vary which of its attributes matter
	 * @return the caller
	 * @throws CallerException if an attribute is missing
	 */
	public Caller current(Collection<Vary> vary) {
		if (vary.isEmpty()) {
			return Caller.ANYBODY;
		}
		Map<Vary, Object> values = new EnumMap<>(Vary.class);
		for (Vary each : vary) {
			values.put(each, required(each));
		}
		return new Caller(attributes(), values, ThreadLocals.capture());
	}

	private Object required(Vary vary) {
		Object value = attribute(vary).value();
		if (value == null || "".equals(value)) {
			throw new CallerException("This call varies by " + vary + ", but there is no "
					+ vary.name().toLowerCase(Locale.ROOT)
					+ " here. Call it where one is bound to the thread, and let it follow the caller to other threads.");
		}
		return value;
	}

	CallerAttribute attribute(Vary vary) {
		CallerAttribute attribute = attributes().get(vary);
		if (attribute == null) {
			throw new CallerException("This call varies by " + vary + ", but no bean tells it. "
					+ "Declare one, as in CallerAttribute.of(Vary." + vary + ", () -> ...).");
		}
		return attribute;
	}

	private Map<Vary, CallerAttribute> attributes() {
		Map<Vary, CallerAttribute> known = this.attributes;
		if (known == null) {
			Map<Vary, CallerAttribute> found = new EnumMap<>(Vary.class);
			this.beans.get().forEach((attribute) -> found.putIfAbsent(attribute.vary(), attribute));
			this.attributes = found;
			known = found;
		}
		return known;
	}

}
