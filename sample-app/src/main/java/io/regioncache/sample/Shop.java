package io.regioncache.sample;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.regioncache.annotation.Invalidates;
import io.regioncache.annotation.Keys;
import io.regioncache.annotation.RegionCached;
import io.regioncache.annotation.RegionPut;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * What customers and clerks can do, with the annotations that make it fast.
 */
@Service
public class Shop {

	private final ShopDatabase database;

	Shop(ShopDatabase database) {
		this.database = database;
	}

	/**
	 * Find a product. That there is none is cached as well.
	 * @param id its number
	 * @return the product, or {@code null}
	 */
	@RegionCached(cacheNames = "products", key = "#id", ttl = "30m",
			tags = { "products", "product:#{#id}", "category:#{#result.categoryId}" })
	public @Nullable Product find(long id) {
		return this.database.product(id).orElse(null);
	}

	/**
	 * Find several products, as a basket shows them: those that are cached by one round
	 * trip, the others by one query. They share their entries with {@link #find}.
	 * @param ids their numbers
	 * @return those that exist, by number
	 */
	@RegionCached(cacheNames = "products", ttl = "30m",
			tags = { "products", "product:#{#key}", "category:#{#result.categoryId}" })
	public Map<Long, Product> findAll(@Keys Collection<Long> ids) {
		return this.database.products(ids).stream().collect(Collectors.toMap(Product::id, Function.identity()));
	}

	/**
	 * List the products of a category. The list carries a tag for each of them.
	 * @param categoryId the category's number
	 * @return its products
	 */
	@RegionCached(cacheNames = "listings", key = "#categoryId",
			tags = { "category:#{#categoryId}", "product:#{#result.![id]}" })
	public List<Product> inCategory(long categoryId) {
		return this.database.productsOf(categoryId);
	}

	/**
	 * Report on a category, which takes long. Once the report has expired it is still
	 * shown for ten minutes, while one caller waits for a new one.
	 * @param categoryId the category's number
	 * @return the report, or {@code null}
	 */
	@RegionCached(cacheNames = "reports", key = "#categoryId", ttl = "5m", staleWhileRevalidate = "10m",
			tags = { "products", "category:#{#categoryId}" })
	public @Nullable CategoryReport report(long categoryId) {
		return this.database.report(categoryId).orElse(null);
	}

	/**
	 * Change a price. What shows the product, or its category, is loaded again.
	 * @param id the product's number
	 * @param price its new price
	 * @return the product, or {@code null}
	 */
	@Invalidates(tags = { "product:#{#id}", "category:#{#result.categoryId}" })
	@Transactional
	public @Nullable Product changePrice(long id, BigDecimal price) {
		return this.database.setPrice(id, price) ? this.database.product(id).orElse(null) : null;
	}

	/**
	 * Rename a category, and with it what all of its products say.
	 * @param id the category's number
	 * @param name its new name
	 * @return whether there is such a category
	 */
	@Invalidates(tags = "category:#{#id}")
	@Transactional
	public boolean renameCategory(long id, String name) {
		return this.database.setCategoryName(id, name);
	}

	/**
	 * Count the stock. The product takes the place of the one in the cache; the list it
	 * is on, and the report, are loaded again.
	 * @param id the product's number
	 * @param stock how many there are
	 * @return the product, or {@code null}
	 */
	@RegionPut(cacheNames = "products", key = "#id", ttl = "30m",
			tags = { "products", "product:#{#id}", "category:#{#result.categoryId}" })
	@Invalidates(cacheNames = { "listings", "reports" }, key = "#result?.categoryId", condition = "#result != null")
	@Transactional
	public @Nullable Product countStock(long id, int stock) {
		return this.database.setStock(id, stock) ? this.database.product(id).orElse(null) : null;
	}

}
