package io.regioncache.caller;

import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Asks who is calling.
 */
public final class Callers {

	private static final Log logger = LogFactory.getLog(Callers.class);

	private final Supplier<Stream<CallerAttribute>> beans;

	private final Set<String> failed = ConcurrentHashMap.newKeySet();

	private volatile @Nullable Map<String, CallerAttribute> attributes;

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
	public Caller current(Collection<String> vary) {
		if (vary.isEmpty()) {
			return Caller.ANYBODY;
		}
		Map<String, Object> values = new HashMap<>();
		for (String each : vary) {
			values.put(each, required(each));
		}
		return new Caller(attributes(), values, ThreadLocals.capture());
	}

	/**
	 * Read what a request tells of its caller.
	 * @param request the request
	 * @return the values of those attributes that it tells, each by its name
	 */
	public Map<String, Object> read(CallerRequest request) {
		Map<String, Object> values = new HashMap<>();
		attributes().forEach((name, attribute) -> {
			Object value = read(attribute, request);
			if (value != null) {
				values.put(name, value);
			}
		});
		return Map.copyOf(values);
	}

	private @Nullable Object read(CallerAttribute attribute, CallerRequest request) {
		try {
			return attribute.read(request);
		}
		catch (RuntimeException ex) {
			if (this.failed.add(attribute.name())) {
				logger.warn(("The caller attribute %s could not be read from a request; calls that vary by it are "
						+ "refused where it fails")
					.formatted(attribute.name()), ex);
			}
			return null;
		}
	}

	private Object required(String vary) {
		Object value = attribute(vary).value();
		if (value == null || "".equals(value)) {
			throw new CallerException("This call varies by " + vary + ", but there is no "
					+ vary.toLowerCase(Locale.ROOT)
					+ " here. Call it where one is bound to the thread, and let it follow the caller to other threads.");
		}
		return value;
	}

	CallerAttribute attribute(String vary) {
		CallerAttribute attribute = attributes().get(vary);
		if (attribute == null) {
			throw new CallerException("This call varies by " + vary + ", but no bean tells it. "
					+ "Declare one, as in CallerAttribute.of(\"" + vary + "\", () -> ...).");
		}
		return attribute;
	}

	private Map<String, CallerAttribute> attributes() {
		Map<String, CallerAttribute> known = this.attributes;
		if (known == null) {
			Map<String, CallerAttribute> found = new HashMap<>();
			this.beans.get().forEach((attribute) -> found.putIfAbsent(attribute.name(), attribute));
			this.attributes = found;
			known = found;
		}
		return known;
	}

}
