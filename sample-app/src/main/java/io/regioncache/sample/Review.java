package io.regioncache.sample;

/**
 * What a customer says of a product.
 *
 * @param id the number
 * @param text what is said
 */
public record Review(long id, String text) {

}
