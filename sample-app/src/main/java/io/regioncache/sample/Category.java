package io.regioncache.sample;

/**
 * Where products belong.
 *
 * @param id the number
 * @param name what it is called
 */
public record Category(long id, String name) {

}
