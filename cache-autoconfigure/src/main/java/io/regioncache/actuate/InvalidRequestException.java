package io.regioncache.actuate;

/**
 * An operator asks for what makes no sense. The message says what to change.
 */
final class InvalidRequestException extends RuntimeException {

	private static final int MOST = 80;

	InvalidRequestException(String message) {
		super(message);
	}

	/**
	 * Return what was typed in a form that a message may repeat.
	 */
	static String shortened(String typed) {
		String printable = typed.replaceAll("[^\\P{C}]", "?");
		return (printable.length() <= MOST) ? printable : printable.substring(0, MOST) + "…";
	}

}
