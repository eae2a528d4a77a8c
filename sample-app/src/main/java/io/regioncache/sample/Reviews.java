package io.regioncache.sample;

import java.util.List;

import io.regioncache.annotation.Consistency;
import io.regioncache.annotation.Invalidates;
import io.regioncache.annotation.RegionCached;

import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * What customers say of products, read with and without regard to what the reader has
 * written.
 */
@Service
public class Reviews {

	private final ShopDatabase database;

	Reviews(ShopDatabase database) {
		this.database = database;
	}

	/**
	 * List the reviews of a product, the reader's own among them.
	 * @param productId the product's number
	 * @return the reviews, the latest first
	 */
	@RegionCached(cacheNames = "reviews", key = "#productId")
	public List<Review> of(long productId) {
		return this.database.reviewsOf(productId);
	}

	/**
	 * The same list, from the same entry, as old as the region happens to have it.
	 * @param productId the product's number
	 * @return the reviews, the latest first
	 */
	@RegionCached(cacheNames = "reviews", key = "#productId", consistency = Consistency.EVENTUAL)
	public List<Review> ofAnyAge(long productId) {
		return this.database.reviewsOf(productId);
	}

	/**
	 * Write a review.
	 * @param productId the product's number
	 * @param text what is said
	 * @return the review, with its number
	 */
	@Invalidates(cacheNames = "reviews", key = "#productId")
	@Transactional
	public Review write(long productId, String text) {
		return this.database.addReview(productId, text);
	}

}
