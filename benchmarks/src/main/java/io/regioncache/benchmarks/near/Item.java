package io.regioncache.benchmarks.near;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;

/**
 * An immutable value, which all callers may share.
 *
 * @param id the item's number
 * @param name its name
 * @param price its price
 * @param since when it was first sold
 * @param labels what it is found by
 */
public record Item(long id, String name, BigDecimal price, LocalDate since, List<String> labels) {

	public Item {
		labels = List.copyOf(labels);
	}

	static Item of(long id) {
		return new Item(id, "Espresso machine, 15 bar, stainless steel", new BigDecimal("249.00"),
				LocalDate.of(2024, 5, 17), List.of("kitchen", "coffee"));
	}

}
