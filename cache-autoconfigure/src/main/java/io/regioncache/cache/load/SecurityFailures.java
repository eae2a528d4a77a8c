package io.regioncache.cache.load;

import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Tells failures that say who was refused, not what is wrong with the value: they are
 * nobody else's. Classes are told by their names, for Spring Security is optional.
 */
final class SecurityFailures {

	private static final int MOST_CAUSES = 8;

	private static final Set<String> NAMES = Set.of("java.lang.SecurityException",
			"org.springframework.security.access.AccessDeniedException",
			"org.springframework.security.core.AuthenticationException");

	private SecurityFailures() {
	}

	/**
	 * Whether a failure, or what has caused it, is one.
	 */
	static boolean isOne(Throwable failure) {
		@Nullable Throwable each = failure;
		for (int i = 0; i < MOST_CAUSES && each != null; i++) {
			for (Class<?> type = each.getClass(); type != null; type = type.getSuperclass()) {
				if (NAMES.contains(type.getName())) {
					return true;
				}
			}
			each = each.getCause();
		}
		return false;
	}

}
