package io.regioncache.region;

import java.util.regex.Pattern;

import io.regioncache.annotation.PublicApi;

/**
 * A region by its name, such as {@code eu-west-1}.
 *
 * @param name lower-case letters, digits and hyphens, at most 63 characters
 * @since 0.1
 */
@PublicApi
public record Region(String name) {

	private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");

	/**
	 * Create a region.
	 * @param name the name
	 * @throws RegionConfigurationException if the name is malformed
	 */
	public Region {
		if (!NAME.matcher(name).matches()) {
			throw new RegionConfigurationException("'" + name + "' is not a valid region name.",
					"Use lower-case letters, digits and hyphens, beginning with a letter or digit, "
							+ "at most 63 characters: for example 'eu-west-1'.");
		}
	}

	@Override
	public String toString() {
		return this.name;
	}

}
