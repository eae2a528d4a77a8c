package io.regioncache.transaction;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import javax.sql.DataSource;

import io.regioncache.annotation.Invalidates;
import io.regioncache.annotation.RegionCached;
import io.regioncache.annotation.RegionPut;

import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.CachePut;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.annotation.Transactional;

/**
 * Products in a database, whose names are cached in every way there is.
 */
class Shop {

	private final AtomicInteger loads = new AtomicInteger();

	private final JdbcClient database;

	Shop(DataSource dataSource) {
		this.database = JdbcClient.create(dataSource);
		this.database.sql("create table if not exists product (id bigint primary key, name varchar(20))").update();
		this.database.sql("merge into product values (1, 'Chair'), (2, 'Table')").update();
	}

	int loads() {
		return this.loads.get();
	}

	public String load(long id) {
		this.loads.incrementAndGet();
		return this.database.sql("select name from product where id = ?").param(id).query(String.class).single();
	}

	/**
	 * Writes without a word to the cache.
	 */
	public void write(long id, String name) {
		this.database.sql("update product set name = ? where id = ?").param(name).param(id).update();
	}

	@Invalidates(tags = "product:#{#id}")
	public void rename(long id, String name) {
		write(id, name);
	}

	@Transactional
	@Invalidates(tags = "product:#{#id}")
	public void renameInTransaction(long id, String name, Runnable then) {
		write(id, name);
		then.run();
	}

	@RegionCached(cacheNames = "regionCached", key = "#id", tags = "product:#{#id}")
	public String regionCached(long id) {
		return load(id);
	}

	@RegionCached(cacheNames = "regionCachedFuture", key = "#id", tags = "product:#{#id}")
	public CompletableFuture<String> regionCachedFuture(long id, String loaded) {
		return CompletableFuture.completedFuture(loaded);
	}

	@RegionPut(cacheNames = "regionPut", key = "#id", tags = "product:#{#id}")
	public String regionPut(long id) {
		return load(id);
	}

	@Cacheable("cacheable")
	public String cacheable(long id) {
		return load(id);
	}

	@Cacheable(cacheNames = "cacheableSync", sync = true)
	public String cacheableSync(long id) {
		return load(id);
	}

	@Cacheable(cacheNames = "cacheableFuture", key = "#id")
	public CompletableFuture<String> cacheableFuture(long id, String loaded) {
		return CompletableFuture.completedFuture(loaded);
	}

	@CachePut("cachePut")
	public String cachePut(long id) {
		return load(id);
	}

	@CacheEvict("cacheable")
	public void evict(long id) {
	}

	@CacheEvict(cacheNames = "cacheable", beforeInvocation = true)
	public void evictFirst(long id) {
	}

	@CacheEvict(cacheNames = "cacheable", allEntries = true)
	public void clear() {
	}

}
