package io.regioncache.store.session;

/**
 * The Redis of a region cannot be asked at present.
 */
public class RegionUnavailableException extends RuntimeException {

	public RegionUnavailableException(String region) {
		super("Region " + region + " cannot be asked at present");
	}

}
