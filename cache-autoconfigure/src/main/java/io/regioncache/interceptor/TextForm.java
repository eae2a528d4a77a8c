package io.regioncache.interceptor;

import org.springframework.util.ReflectionUtils;

/**
 * Knows which classes say something about themselves, and not where they lie in memory.
 */
final class TextForm extends ClassValue<Boolean> {

	private static final TextForm FORMS = new TextForm();

	private TextForm() {
	}

	/**
	 * Return whether instances of a class have a text of their own.
	 * @param type the class
	 * @return whether they have
	 */
	static boolean has(Class<?> type) {
		return type == String.class || FORMS.get(type);
	}

	@Override
	protected Boolean computeValue(Class<?> type) {
		var method = ReflectionUtils.findMethod(type, "toString");
		return method != null && method.getDeclaringClass() != Object.class;
	}

}
