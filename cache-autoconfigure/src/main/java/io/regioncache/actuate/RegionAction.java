package io.regioncache.actuate;

import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * What operators can do with a region.
 */
public enum RegionAction {

	/**
	 * It becomes the hub, and is restored if it was drained.
	 */
	PROMOTE("is the hub"),

	/**
	 * It answers no reads, and is neither hub nor upstream.
	 */
	DRAIN("is drained: it answers no reads, is neither hub nor upstream, and is kept up to date"),

	/**
	 * It serves again.
	 */
	RESTORE("serves again");

	private final String done;

	RegionAction(String done) {
		this.done = done;
	}

	/**
	 * Return what has become of the region, in words.
	 * @return the end of a sentence
	 */
	String done() {
		return this.done;
	}

	static RegionAction of(@Nullable String name) {
		for (RegionAction action : values()) {
			if (action.name().toLowerCase(Locale.ROOT).equals(name)) {
				return action;
			}
		}
		throw new InvalidRequestException("'action' must be one of promote, drain, restore, drill"
				+ ((name != null) ? ", not '" + InvalidRequestException.shortened(name) + "'" : ""));
	}

}
