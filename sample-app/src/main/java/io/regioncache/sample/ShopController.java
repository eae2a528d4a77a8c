package io.regioncache.sample;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * The shop over HTTP.
 */
@RestController
class ShopController {

	private final Shop shop;

	ShopController(Shop shop) {
		this.shop = shop;
	}

	@GetMapping("/products/{id}")
	ResponseEntity<Product> product(@PathVariable long id) {
		return body(this.shop.find(id));
	}

	@GetMapping("/products")
	Collection<Product> products(@RequestParam List<Long> ids) {
		return this.shop.findAll(ids).values();
	}

	@GetMapping("/categories/{id}/products")
	List<Product> products(@PathVariable long id) {
		return this.shop.inCategory(id);
	}

	@GetMapping("/categories/{id}/report")
	ResponseEntity<CategoryReport> report(@PathVariable long id) {
		return body(this.shop.report(id));
	}

	@PutMapping("/products/{id}/price")
	ResponseEntity<Product> changePrice(@PathVariable long id, @RequestParam BigDecimal to) {
		return body(this.shop.changePrice(id, to));
	}

	@PutMapping("/products/{id}/stock")
	ResponseEntity<Product> countStock(@PathVariable long id, @RequestParam int to) {
		return body(this.shop.countStock(id, to));
	}

	@PutMapping("/categories/{id}/name")
	ResponseEntity<Category> renameCategory(@PathVariable long id, @RequestParam String to) {
		return body(this.shop.renameCategory(id, to) ? new Category(id, to) : null);
	}

	private static <T> ResponseEntity<T> body(@Nullable T value) {
		return ResponseEntity.of(Optional.ofNullable(value));
	}

}
