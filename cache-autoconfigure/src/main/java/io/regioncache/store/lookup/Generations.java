package io.regioncache.store.lookup;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

/**
 * Values of which the older half can be dropped at once.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 * @param young the values that came last
 * @param old those that came before; a younger one of the same key replaces it
 */
record Generations<K, V>(Map<K, V> young, Map<K, V> old) {

	/**
	 * Return generations that hold nothing so far, and can grow.
	 */
	static <K, V> Generations<K, V> begin() {
		return new Generations<>(new ConcurrentHashMap<>(), Map.of());
	}

	@Nullable V get(K key) {
		V value = this.young.get(key);
		return (value != null) ? value : this.old.get(key);
	}

	void put(K key, V value) {
		this.young.put(key, value);
	}

	/**
	 * Whether the older half has to go before a value is put.
	 * @param half how many values the younger half holds at most
	 */
	boolean isFullFor(K key, int half) {
		return this.young.size() >= half && !this.young.containsKey(key);
	}

	/**
	 * Return the younger half as the older one, without what was older.
	 */
	Generations<K, V> next() {
		return new Generations<>(new ConcurrentHashMap<>(), this.young);
	}

}
