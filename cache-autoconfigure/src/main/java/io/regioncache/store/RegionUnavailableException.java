package io.regioncache.store;

/**
 * The Redis of a region cannot be asked at present.
 */
public class RegionUnavailableException extends RuntimeException {

	RegionUnavailableException(String region) {
		super("Region " + region + " cannot be asked at present");
	}

}
