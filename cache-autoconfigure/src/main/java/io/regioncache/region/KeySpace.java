package io.regioncache.region;

/**
 * What sets the keys of one application apart from all others in the same Redis.
 *
 * @param prefix begins every key
 * @param deployId sets the cached values of one deployment apart from those of others,
 * empty if they are shared
 */
public record KeySpace(String prefix, String deployId) {

	/**
	 * Create a key space.
	 * @param prefix not empty, and without braces, colons, whitespace and control
	 * characters
	 * @param deployId any text
	 * @throws RegionConfigurationException if the prefix cannot be part of a key
	 */
	public KeySpace {
		if (prefix.isEmpty() || !prefix.chars().allMatch(KeySpace::isPlain)) {
			throw new RegionConfigurationException(
					"The key prefix '" + prefix
							+ "' is empty or contains a brace, a colon, whitespace or a control character.",
					"Set 'regions.key-prefix', which is 'spring.application.name' unless set, "
							+ "to a plain name such as 'shop'.");
		}
	}

	private static boolean isPlain(int character) {
		return "{}:".indexOf(character) == -1 && !Character.isWhitespace(character) && !Character.isSpaceChar(character)
				&& !Character.isISOControl(character);
	}

}
