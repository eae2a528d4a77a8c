package io.regioncache.caller;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.regioncache.annotation.Vary;

/**
 * A caller, by the attributes that matter to one call.
 * <p>
 * What is loaded for a caller is loaded as that caller, on whichever thread, or not at
 * all: another's value would otherwise lie in its entry.
 */
public final class Caller {

	/**
	 * A caller whose attributes do not matter.
	 */
	public static final Caller ANYBODY = new Caller(Map.of(), Map.of(), () -> CallerScope.NONE);

	/**
	 * Part of the keys in Redis.
	 */
	private static final Comparator<String> ORDER = Comparator.<String>comparingInt(Caller::rank)
		.thenComparing(Comparator.naturalOrder());

	private static final List<String> FIRST = List.of(Vary.COUNTRY, Vary.LOCALE, Vary.TENANT, Vary.PRINCIPAL);

	private final Map<String, CallerAttribute> attributes;

	private final Map<String, Object> values;

	private final ThreadLocals threadLocals;

	Caller(Map<String, CallerAttribute> attributes, Map<String, Object> values, ThreadLocals threadLocals) {
		this.attributes = attributes;
		this.values = values;
		this.threadLocals = threadLocals;
	}

	private static int rank(String name) {
		int rank = FIRST.indexOf(name);
		return (rank >= 0) ? rank : FIRST.size();
	}

	/**
	 * Return attributes of this caller, each by its name and its value.
	 * @param vary which attributes, all of them among those that matter to the call
	 * @return names and values, in an order of their own
	 */
	public List<Object> parts(Collection<String> vary) {
		List<Object> parts = new ArrayList<>(2 * vary.size());
		vary.stream().sorted(ORDER).forEach((each) -> {
			parts.add(each);
			parts.add(Objects.requireNonNull(this.values.get(each)));
		});
		return parts;
	}

	/**
	 * Have this thread act for this caller.
	 * @return to be closed on the same thread
	 * @throws CallerException if the attributes cannot be brought to this thread
	 */
	public CallerScope assume() {
		if (isHere()) {
			return CallerScope.NONE;
		}
		BoundScopes bound = new BoundScopes().bind(this.threadLocals::bind);
		this.values.forEach((vary, value) -> bound.bind(() -> bind(vary, value)));
		return bound.bind(this::requireHere);
	}

	private CallerScope bind(String vary, Object value) {
		return isHere(vary, value) ? CallerScope.NONE : attribute(vary).bind(value);
	}

	private CallerScope requireHere() {
		if (!isHere()) {
			throw new CallerException("A load for a caller with %s runs on a thread with another value, or none. "
				.formatted(this.values.keySet())
					+ "Register a ThreadLocalAccessor of Micrometer's context propagation for it, "
					+ "or implement CallerAttribute.bind.");
		}
		return CallerScope.NONE;
	}

	private boolean isHere() {
		return this.values.entrySet()
			.stream()
			.allMatch((attribute) -> isHere(attribute.getKey(), attribute.getValue()));
	}

	private boolean isHere(String vary, Object value) {
		return attribute(vary).isBound(value);
	}

	private CallerAttribute attribute(String vary) {
		return Objects.requireNonNull(this.attributes.get(vary));
	}

}
