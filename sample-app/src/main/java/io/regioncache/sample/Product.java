package io.regioncache.sample;

import java.math.BigDecimal;

/**
 * What the shop sells.
 *
 * @param id the number
 * @param name what it is called
 * @param price what it costs
 * @param stock how many there are
 * @param categoryId the category it belongs to
 * @param category the name of that category
 */
public record Product(long id, String name, BigDecimal price, int stock, long categoryId, String category) {

}
