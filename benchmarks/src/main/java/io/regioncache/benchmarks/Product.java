package io.regioncache.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import tools.jackson.databind.json.JsonMapper;

/**
 * The typed value that every contender caches.
 *
 * @param id the product's number
 * @param name its name
 * @param description what it is
 * @param price its price in cents
 * @param currency the price's currency
 * @param categoryId the number of its category
 * @param attributes what else is known of it
 * @param reviews what buyers say, many of them in a large value
 */
public record Product(long id, String name, String description, long price, String currency, long categoryId,
		Map<String, String> attributes, List<Review> reviews) {

	/**
	 * One buyer's opinion.
	 *
	 * @param author who wrote it
	 * @param stars from 1 to 5
	 * @param text the opinion
	 */
	public record Review(String author, int stars, String text) {
	}

	/**
	 * A product whose JSON has at least a number of bytes, and hardly more.
	 * @param id the product's number
	 * @param bytes the wanted size of its JSON
	 * @return the product
	 */
	public static Product ofSize(long id, int bytes) {
		JsonMapper mapper = new JsonMapper();
		List<Review> reviews = new ArrayList<>();
		Product product = create(id, reviews);
		while (mapper.writeValueAsBytes(product).length < bytes) {
			int number = reviews.size();
			reviews.add(new Review("reader-" + number, 1 + number % 5,
					"Bought for the second time, arrived in " + (number % 7 + 1) + " days, order " + 31 * number));
			product = create(id, reviews);
		}
		return product;
	}

	private static Product create(long id, List<Review> reviews) {
		return new Product(id, "Espresso machine, 15 bar, stainless steel",
				"A compact machine with a pressure gauge, a steam wand and a tank of 1.8 litres", 24_900, "EUR", 17,
				Map.of("color", "silver", "weight", "4.3 kg"), List.copyOf(reviews));
	}

}
