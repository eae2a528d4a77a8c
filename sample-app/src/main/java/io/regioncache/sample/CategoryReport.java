package io.regioncache.sample;

import java.math.BigDecimal;

/**
 * What the products of a category amount to.
 *
 * @param category the name of the category
 * @param products how many there are
 * @param worth what all of them in stock would cost
 */
public record CategoryReport(String category, int products, BigDecimal worth) {

}
