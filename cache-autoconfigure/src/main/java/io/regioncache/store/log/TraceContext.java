package io.regioncache.store.log;

import java.util.regex.Pattern;

/**
 * The context of a trace that travels with a record: the {@code traceparent} of the W3C,
 * version 00. No promise depends on it.
 */
public final class TraceContext {

	/**
	 * What stands for no context.
	 */
	public static final String NONE = "";

	private static final Pattern FORM = Pattern.compile("00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");

	private TraceContext() {
	}

	/**
	 * Whether a text is a context.
	 * @param text any text
	 * @return whether it is
	 */
	public static boolean isValid(String text) {
		return FORM.matcher(text).matches();
	}

	/**
	 * Return a context that is worth carrying.
	 * @param text any text
	 * @return the text, or {@link #NONE} unless it is a context whose trace is recorded
	 */
	public static String recorded(String text) {
		return (isValid(text) && (Character.digit(text.charAt(text.length() - 1), 16) & 1) == 1) ? text : NONE;
	}

}
