package io.regioncache.warming;

import java.util.function.Consumer;
import java.util.function.Supplier;

import io.regioncache.annotation.PublicApi;

/**
 * Fills a cache before it is needed. A bean of this type is used once for each region and
 * deployment, however many processes start: one of them calls {@link #keys()} and then
 * {@link #warm(Object)} for each key, on several threads. If that process dies, another
 * begins anew, and finds cached what the first has loaded.
 *
 * @param <K> the type of the keys
 * @since 0.1
 */
@PublicApi
public interface CacheWarmer<K> {

	/**
	 * Return which cache it fills. No two beans fill the same cache.
	 * @return the name of the cache
	 */
	String cacheName();

	/**
	 * Return the keys to load, the most important first. They are read one by one, up to
	 * {@code regions.caches.<name>.warm.max-keys}.
	 * @return the keys
	 */
	Iterable<? extends K> keys();

	/**
	 * Load the value of a key into the cache, by calling the cached method. It is called
	 * on several threads at once.
	 * @param key the key
	 * @throws Exception if it cannot be loaded, which is counted; the other keys are
	 * loaded all the same
	 */
	void warm(K key) throws Exception;

	/**
	 * Create a warmer of lambdas.
	 * @param <K> the type of the keys
	 * @param cacheName the name of the cache
	 * @param keys supplies the keys, the most important first
	 * @param load calls the cached method
	 * @return the warmer
	 */
	static <K> CacheWarmer<K> of(String cacheName, Supplier<? extends Iterable<? extends K>> keys,
			Consumer<? super K> load) {
		return new CacheWarmer<>() {

			@Override
			public String cacheName() {
				return cacheName;
			}

			@Override
			public Iterable<? extends K> keys() {
				return keys.get();
			}

			@Override
			public void warm(K key) {
				load.accept(key);
			}

		};
	}

}
