package io.regioncache.region;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * The cache's own clients to each region's Redis, apart from those the application uses.
 * <p>
 * A link is made for speed and quick failure: never pooled, no reads from replicas, no
 * reconnecting and no replay of commands behind the cache's back. Asking for a link
 * starts its client but opens no connection, so it works while Redis is down.
 */
public final class RegionLinks implements AutoCloseable {

	private final Map<String, Supplier<LettuceConnectionFactory>> factories;

	private final Map<String, LettuceConnectionFactory> started = new LinkedHashMap<>();

	private final AtomicBoolean closed = new AtomicBoolean();

	/**
	 * Create links.
	 * @param factories makes the connection factory of each region, called at most once
	 */
	public RegionLinks(Map<String, Supplier<LettuceConnectionFactory>> factories) {
		this.factories = new LinkedHashMap<>(factories);
	}

	/**
	 * Return the names of the regions that can be reached.
	 * @return the names, in order
	 */
	public synchronized Set<String> names() {
		return Collections.unmodifiableSet(new LinkedHashSet<>(this.factories.keySet()));
	}

	/**
	 * Reach a region from now on, or otherwise than before: a client it had is closed.
	 * @param region the region's name
	 * @param factory makes its connection factory, called at most once
	 */
	public void put(String region, Supplier<LettuceConnectionFactory> factory) {
		LettuceConnectionFactory former;
		synchronized (this) {
			this.factories.put(region, factory);
			former = this.started.remove(region);
		}
		destroy(former);
	}

	/**
	 * Reach a region no more, and close its client.
	 * @param region the region's name
	 */
	public void remove(String region) {
		LettuceConnectionFactory former;
		synchronized (this) {
			this.factories.remove(region);
			former = this.started.remove(region);
		}
		destroy(former);
	}

	private static void destroy(@Nullable LettuceConnectionFactory factory) {
		if (factory != null) {
			factory.destroy();
		}
	}

	/**
	 * Return the connection factory of a region, started.
	 * @param region the region's name
	 * @return the connection factory, whose native client opens connections
	 * @throws IllegalArgumentException if there is no such region
	 * @throws IllegalStateException if the links are closed
	 */
	public synchronized LettuceConnectionFactory get(String region) {
		if (this.closed.get()) {
			throw new IllegalStateException("The connections to the regions are closed");
		}
		Supplier<LettuceConnectionFactory> factory = this.factories.get(region);
		if (factory == null) {
			throw new IllegalArgumentException("Unknown region '" + region + "', known are " + this.factories.keySet());
		}
		return this.started.computeIfAbsent(region, (name) -> start(factory.get()));
	}

	private LettuceConnectionFactory start(LettuceConnectionFactory factory) {
		factory.afterPropertiesSet();
		factory.start();
		return factory;
	}

	/**
	 * Close every client, with all its connections.
	 */
	@Override
	public synchronized void close() {
		this.closed.set(true);
		this.started.values().forEach(LettuceConnectionFactory::destroy);
		this.started.clear();
	}

}
