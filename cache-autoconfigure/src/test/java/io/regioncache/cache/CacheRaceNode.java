package io.regioncache.cache;

import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

import io.regioncache.cache.entry.CacheRequest;
import io.regioncache.cache.entry.CacheStatistics.Event;
import io.regioncache.cache.entry.EntryTags;
import io.regioncache.cache.invalidation.Invalidation;
import io.regioncache.cache.invalidation.InvalidationOutcome;
import io.regioncache.cache.settings.CacheSettings;
import io.regioncache.testkit.NearMode;
import io.regioncache.testkit.RaceNode;
import org.awaitility.Awaitility;

/**
 * A {@link CacheNode} whose cache {@code numbers} holds the versions of a race. Keys with
 * an odd number are invalidated by their tag, the others as a key.
 */
public final class CacheRaceNode implements RaceNode, AutoCloseable {

	private final CacheNode node;

	private final RegionCache cache;

	private final Duration lag;

	private CacheRaceNode(CacheNode node, Duration lag) {
		this.node = node;
		this.lag = lag;
		this.cache = node.cache("numbers");
	}

	public static CacheRaceNode at(String url) {
		return at(url, NearMode.settings());
	}

	public static CacheRaceNode at(String url, CacheSettings settings) {
		return new CacheRaceNode(CacheNode.with(url, (setup) -> {
			setup.settings = settings;
			setup.timeout = Duration.ofMillis(500);
		}), NearMode.lag(settings));
	}

	CacheNode node() {
		return this.node;
	}

	public RegionCache cache() {
		return this.cache;
	}

	public static CacheRequest request(int key) {
		return new CacheRequest(key, Long.class, EntryTags.of(List.of("tag" + key)), null, null, (value) -> true);
	}

	@Override
	public Duration lag() {
		return this.lag;
	}

	@Override
	public long read(int key, LongSupplier origin) {
		try {
			return (Long) this.cache.get(request(key), origin::getAsLong);
		}
		catch (Throwable ex) {
			throw new IllegalStateException(ex);
		}
	}

	public long read(int key, long version) {
		return read(key, () -> version);
	}

	@Override
	public boolean invalidate(int key) {
		Invalidation invalidation = (key % 2 == 0) ? Invalidation.ofKeys(this.cache.getName(), key)
				: Invalidation.ofTags("tag" + key);
		return this.node.manager().invalidate(invalidation) == InvalidationOutcome.APPLIED;
	}

	public long count(Event event) {
		return this.cache.statistics().get(event);
	}

	/**
	 * Returns how often a caller was served from the cache.
	 */
	public long hits() {
		return count(Event.HIT) + count(Event.NEAR);
	}

	/**
	 * Reads a version until it is served from the cache: a slow answer is a bypass.
	 */
	public void cache(int key, long version) {
		Awaitility.await().until(() -> {
			long before = hits();
			return read(key, version) == version && hits() > before;
		});
	}

	public CacheRaceNode awaitAvailable() {
		Awaitility.await().until(this.node.store()::isAvailable);
		return this;
	}

	@Override
	public void close() {
		this.node.close();
	}

	@Override
	public String toString() {
		StringBuilder counts = new StringBuilder();
		for (Event event : Event.values()) {
			if (count(event) > 0) {
				counts.append(event).append('=').append(count(event)).append(' ');
			}
		}
		return counts.toString().trim();
	}

}
