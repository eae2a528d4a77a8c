package io.regioncache.region;

/**
 * The regions are configured in a way that cannot work.
 */
public class RegionConfigurationException extends IllegalArgumentException {

	private final String action;

	/**
	 * Create an exception.
	 * @param description what is wrong, as a sentence
	 * @param action what to type to put it right
	 */
	public RegionConfigurationException(String description, String action) {
		super(description);
		this.action = action;
	}

	/**
	 * Return what to type to put it right.
	 * @return the action
	 */
	public String getAction() {
		return this.action;
	}

}
