package io.regioncache.interceptor;

import org.jspecify.annotations.Nullable;

/**
 * An annotation that cannot work as it is written; stops the start of the application.
 */
@SuppressWarnings("serial")
public final class InvalidRegionAnnotationException extends IllegalStateException {

	private final String description;

	private final String action;

	InvalidRegionAnnotationException(String location, String problem, String action, @Nullable Throwable cause) {
		super(location + ": " + problem + ". " + action + ".", cause);
		this.description = location + ": " + problem + ".";
		this.action = action + ".";
	}

	/**
	 * Return where the annotation is and what is wrong with it.
	 * @return a sentence
	 */
	public String getDescription() {
		return this.description;
	}

	/**
	 * Return what to write instead.
	 * @return a sentence
	 */
	public String getAction() {
		return this.action;
	}

}
