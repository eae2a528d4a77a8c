package io.regioncache.sample;

import java.util.List;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * Reviews over HTTP; the page {@code reviews.html} shows both kinds of reads.
 */
@RestController
class ReviewController {

	private final Reviews reviews;

	ReviewController(Reviews reviews) {
		this.reviews = reviews;
	}

	@GetMapping("/products/{id}/reviews")
	List<Review> reviews(@PathVariable long id) {
		return this.reviews.of(id);
	}

	@GetMapping("/products/{id}/reviews/any-age")
	List<Review> reviewsOfAnyAge(@PathVariable long id) {
		return this.reviews.ofAnyAge(id);
	}

	@PostMapping("/products/{id}/reviews")
	@ResponseStatus(HttpStatus.CREATED)
	Review write(@PathVariable long id, @RequestParam String text) {
		return this.reviews.write(id, text);
	}

}
