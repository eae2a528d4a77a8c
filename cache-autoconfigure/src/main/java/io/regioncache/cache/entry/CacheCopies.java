package io.regioncache.cache.entry;

import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Function;

import io.regioncache.cache.settings.ReplicationSettings.Conflict;
import io.regioncache.cache.settings.ReplicationSettings.Replicate;
import io.regioncache.cache.key.KeyEncoder;
import io.regioncache.cache.settings.CacheSettings;
import io.regioncache.replication.warming.CopyPolicy;
import io.regioncache.replication.warming.CopyRule;
import io.regioncache.store.entry.RedisKeys;
import io.regioncache.store.entry.Scope;
import org.jspecify.annotations.Nullable;

/**
 * Copies the entries of other regions as each cache allows it: only entries that this
 * process would read, and only of caches that exchange invalidations with the other
 * region in both directions.
 */
public final class CacheCopies implements CopyPolicy {

	private final RedisKeys keys;

	private final Function<String, CacheSettings> settings;

	private final BiFunction<String, String, Replicate> replicates;

	private final boolean all;

	/**
	 * Create a policy.
	 * @param keys the layout of the entries
	 * @param settings the settings of each cache in the home region
	 * @param replicates what a region tells others, by the names of the region and the
	 * cache
	 * @param all whether also values are copied that do not replicate
	 */
	public CacheCopies(RedisKeys keys, Function<String, CacheSettings> settings,
			BiFunction<String, String, Replicate> replicates, boolean all) {
		this.keys = keys;
		this.settings = settings;
		this.replicates = replicates;
		this.all = all;
	}

	@Override
	public @Nullable CopyRule ruleOf(String neighbor, byte[] redisKey) {
		String name = this.keys.cacheOf(redisKey);
		String key = (name != null) ? this.keys.keyIn(name, redisKey) : null;
		// Nobody can tell whether a hashed key has a variant, and what covers it then
		if (name == null || key == null || KeyEncoder.isHashed(key)) {
			return null;
		}
		CacheSettings cache = this.settings.apply(name);
		if (!isCopied(cache.replication().replicate()) || !isCopied(this.replicates.apply(neighbor, name))
				|| !this.keys.isIn(name, cache.values().schema(), redisKey)) {
			return null;
		}
		String general = KeyEncoder.withoutVariant(key);
		return new CopyRule(name, Scope.key(name, Objects.requireNonNullElse(general, key)), cache.lifetimes().ttl(),
				cache.values().maxValueSize(), cache.replication().conflict() == Conflict.LAST_WRITE_WINS);
	}

	private boolean isCopied(Replicate replicate) {
		return replicate == Replicate.VALUES || (this.all && replicate == Replicate.INVALIDATIONS);
	}

}
