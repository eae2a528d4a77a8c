package io.regioncache.interceptor;

import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.util.ClassUtils;

/**
 * Warns of cached methods that read each other's values: those of one cache whose calls
 * all have the same key, since they have neither arguments nor a key of their own.
 */
public final class KeylessMethods {

	private static final Log logger = LogFactory.getLog(KeylessMethods.class);

	private final Map<String, List<Keyless>> caches = new HashMap<>();

	/**
	 * Add a method, and warn if it shares its entry with another one.
	 * @param cache the name of the cache
	 * @param added the method
	 */
	synchronized void add(String cache, Keyless added) {
		List<Keyless> known = this.caches.computeIfAbsent(cache, (name) -> new ArrayList<>());
		if (known.stream().anyMatch(added::isSameMethod)) {
			return;
		}
		known.stream().filter(added::sharesEntry).findFirst().ifPresent((other) -> warn(cache, other, added));
		known.add(added);
	}

	private static void warn(String cache, Keyless first, Keyless second) {
		logger.warn(("%s and %s read each other's values: both are kept in cache '%s', and without arguments and "
				+ "without a key all calls share one entry. Set key on each, as in key = \"'%s'\", "
				+ "or use a cache for each")
			.formatted(first.displayName(), second.displayName(), cache, second.method()));
	}

	/**
	 * A method without arguments whose annotation has no key.
	 *
	 * @param implementation the class that runs it, or the interface of a proxy
	 * @param method the name of the method
	 * @param type the type of its value
	 * @param vary caller attributes that are part of the keys of its entries
	 * @param reads whether it reads the entry, rather than putting it only
	 */
	record Keyless(Class<?> implementation, String method, Type type, Set<String> vary, boolean reads) {

		/**
		 * A proxy and its target, or a class and its subclass, are seen as one.
		 */
		private boolean isSameMethod(Keyless other) {
			return this.method.equals(other.method) && this.reads == other.reads
					&& (this.implementation.isAssignableFrom(other.implementation)
							|| other.implementation.isAssignableFrom(this.implementation));
		}

		/**
		 * A method that puts what another one reads is meant to, if the types agree.
		 */
		private boolean sharesEntry(Keyless other) {
			return this.vary.equals(other.vary) && ((this.reads && other.reads) || !this.type.equals(other.type));
		}

		private String displayName() {
			return ClassUtils.getShortName(this.implementation) + "." + this.method;
		}

	}

}
