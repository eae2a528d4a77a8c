package io.regioncache.cache.value;

import java.util.IdentityHashMap;
import java.util.WeakHashMap;

import org.jspecify.annotations.Nullable;

/**
 * Classes whose objects no copy can stand for.
 *
 * @param reason why not, after the class
 * @param advice what to return in their place
 */
record TypeRefusal(String reason, String advice) {

	static final String RETURN_A_RECORD = "Return what it stands for in a type of your own, such as a record.";

	private static final String SPRING_HTTP = "org.springframework.http.";

	/**
	 * Return why objects of a class are refused.
	 * @return the refusal, or {@code null}
	 */
	static @Nullable TypeRefusal of(Class<?> type) {
		if (type == Class.class) {
			return new TypeRefusal("is a class, and no class is loaded by a name found in Redis", "Return its name.");
		}
		if (type.isHidden() || type.isSynthetic()) {
			return new TypeRefusal("is code, not a value", "Call it, and return the result.");
		}
		if (LazyParts.isProxy(type)) {
			return new TypeRefusal("is a lazy proxy of Hibernate", LazyParts.ADVICE);
		}
		TypeRefusal refusal = ofProcess(type);
		return (refusal == null && type.getName().startsWith(SPRING_HTTP) && !type.isEnum()) ? ofResponse() : refusal;
	}

	private static @Nullable TypeRefusal ofProcess(Class<?> type) {
		if (Throwable.class.isAssignableFrom(type)) {
			return new TypeRefusal("is an exception, of which a copy lacks the stack",
					"Throw it, or return its message.");
		}
		if (Thread.class.isAssignableFrom(type) || ClassLoader.class.isAssignableFrom(type)) {
			return new TypeRefusal("belongs to this process", RETURN_A_RECORD);
		}
		return (WeakHashMap.class.isAssignableFrom(type) || IdentityHashMap.class.isAssignableFrom(type))
				? new TypeRefusal("depends on the identity of its keys", "Return a LinkedHashMap.") : null;
	}

	private static TypeRefusal ofResponse() {
		return new TypeRefusal("belongs to one response",
				"Return the body, or headers as a Map<String, List<String>>, and build the response outside the cached method.");
	}

	/**
	 * The same of one object.
	 */
	Difference of(Object value) {
		return Difference.incomparable(value, this.reason, this.advice);
	}

}
