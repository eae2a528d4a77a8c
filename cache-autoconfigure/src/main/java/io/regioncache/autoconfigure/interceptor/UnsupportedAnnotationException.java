package io.regioncache.autoconfigure.interceptor;

import java.lang.reflect.Method;

/**
 * An annotation of JSR-107 would use a cache of a region, whose promises it cannot keep.
 */
@SuppressWarnings("serial")
final class UnsupportedAnnotationException extends IllegalStateException {

	private final String replacement;

	UnsupportedAnnotationException(String bean, Method method, String annotation, String replacement) {
		super(("@%s of javax.cache on %s.%s (bean '%s') would use a region cache. It stores values that were loaded "
				+ "before an invalidation has returned, so callers could read old values.")
			.formatted(annotation, method.getDeclaringClass().getName(), method.getName(), bean));
		this.replacement = replacement;
	}

	/**
	 * Return what to write instead.
	 */
	String action() {
		return "Replace it by " + this.replacement
				+ ", or name a cacheResolverFactory that leads to another cache manager.";
	}

}
