package io.regioncache.sample;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.GeneratedKeyHolder;
import org.springframework.jdbc.support.KeyHolder;
import org.springframework.stereotype.Repository;

/**
 * The origin: one database for all regions, as far away as it would be in real life.
 */
@Repository
class ShopDatabase {

	private static final String PRODUCTS = """
			select p.id, p.name, p.price, p.stock, c.id as category_id, c.name as category
			from product p join category c on c.id = p.category_id
			""";

	private final JdbcClient jdbc;

	private final QueryCounter queries;

	private final Delays delays;

	ShopDatabase(JdbcClient jdbc, QueryCounter queries, Delays delays) {
		this.jdbc = jdbc;
		this.queries = queries;
		this.delays = delays;
	}

	Optional<Product> product(long id) {
		query("product", this.delays.query());
		return this.jdbc.sql(PRODUCTS + "where p.id = ?").param(id).query(Product.class).optional();
	}

	List<Product> products(Collection<Long> ids) {
		query("products", this.delays.query());
		return this.jdbc.sql(PRODUCTS + "where p.id in (:ids)").param("ids", ids).query(Product.class).list();
	}

	List<Product> productsOf(long categoryId) {
		query("category", this.delays.query());
		return this.jdbc.sql(PRODUCTS + "where c.id = ? order by p.id").param(categoryId).query(Product.class).list();
	}

	Optional<CategoryReport> report(long categoryId) {
		query("report", this.delays.report());
		return this.jdbc.sql("""
				select c.name as category, count(*) as products, sum(p.price * p.stock) as worth
				from product p join category c on c.id = p.category_id where c.id = ? group by c.name
				""").param(categoryId).query(CategoryReport.class).optional();
	}

	List<Review> reviewsOf(long productId) {
		query("reviews", this.delays.query());
		return this.jdbc.sql("select id, text from review where product_id = ? order by id desc")
			.param(productId)
			.query(Review.class)
			.list();
	}

	Review addReview(long productId, String text) {
		KeyHolder id = new GeneratedKeyHolder();
		this.jdbc.sql("insert into review (product_id, text) values (?, ?)").params(productId, text).update(id, "id");
		return new Review(Objects.requireNonNull(id.getKeyAs(Long.class)), text);
	}

	boolean setPrice(long id, BigDecimal price) {
		return this.jdbc.sql("update product set price = ? where id = ?").params(price, id).update() > 0;
	}

	boolean setStock(long id, int stock) {
		return this.jdbc.sql("update product set stock = ? where id = ?").params(stock, id).update() > 0;
	}

	boolean setCategoryName(long id, String name) {
		return this.jdbc.sql("update category set name = ? where id = ?").params(name, id).update() > 0;
	}

	private void query(String name, Duration delay) {
		this.queries.count(name);
		try {
			Thread.sleep(delay.toMillis());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while waiting for the database", ex);
		}
	}

	/**
	 * How far away the database is.
	 *
	 * @param query how long a query takes
	 * @param report how long a report takes
	 */
	@ConfigurationProperties("shop.delays")
	record Delays(@DefaultValue("100ms") Duration query, @DefaultValue("1s") Duration report) {

	}

}
