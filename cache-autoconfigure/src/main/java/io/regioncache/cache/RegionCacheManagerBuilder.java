package io.regioncache.cache;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Function;

import io.regioncache.annotation.Internal;
import io.regioncache.annotation.PublicApi;
import io.regioncache.cache.settings.CacheSettings;
import io.regioncache.cache.settings.SessionSettings;
import io.regioncache.cache.value.ValueCodec;
import io.regioncache.store.RegionStore;
import io.regioncache.store.write.CommitIntents;
import io.regioncache.writebehind.WriteBehind;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Builds a {@link RegionCacheManager}. What is not set has the defaults of
 * {@link CacheSettings} and {@link SessionSettings}.
 *
 * @since 0.1
 */
@PublicApi
public final class RegionCacheManagerBuilder {

	private final String region;

	private final RegionStore store;

	private final Map<String, CacheSettings> settings = new LinkedHashMap<>();

	private final Set<String> names = new LinkedHashSet<>();

	private ManagerSettings manager = ManagerSettings.ofDefaults();

	private Function<String, @Nullable WriteBehind> behind = (name) -> null;

	RegionCacheManagerBuilder(String region, RegionStore store) {
		this.region = region;
		this.store = store;
	}

	/**
	 * Set the settings of all caches that have none of their own.
	 * @param settings the settings
	 * @return this builder
	 */
	public RegionCacheManagerBuilder cacheDefaults(CacheSettings settings) {
		this.manager = this.manager.withDefaults(settings);
		return this;
	}

	/**
	 * Return the settings of all caches that have none of their own.
	 * @return the settings
	 */
	public CacheSettings cacheDefaults() {
		return this.manager.defaults();
	}

	/**
	 * Set the settings of a cache, which exists from the start.
	 * @param name the name of the cache
	 * @param settings its settings
	 * @return this builder
	 */
	public RegionCacheManagerBuilder cache(String name, CacheSettings settings) {
		Assert.hasText(name, "The name of a cache must not be empty");
		this.settings.put(name, settings);
		return cacheNames(List.of(name));
	}

	/**
	 * Return the settings of a cache.
	 * @param name the name of the cache
	 * @return its own settings, else those of all caches that have none
	 */
	public CacheSettings cache(String name) {
		return this.settings.getOrDefault(name, this.manager.defaults());
	}

	/**
	 * Let caches exist from the start. Others exist from the first time they are asked
	 * for.
	 * @param names the names of the caches
	 * @return this builder
	 */
	public RegionCacheManagerBuilder cacheNames(Collection<String> names) {
		this.names.addAll(names);
		return this;
	}

	/**
	 * Return the names of the caches that exist from the start.
	 * @return the names, in the order in which they were given
	 */
	public Set<String> cacheNames() {
		return Collections.unmodifiableSet(new LinkedHashSet<>(this.names));
	}

	/**
	 * Set what turns values into bytes and back.
	 * @param codec the codec
	 * @return this builder
	 */
	@Internal
	public RegionCacheManagerBuilder codec(ValueCodec codec) {
		this.manager = this.manager.withCodec(codec);
		return this;
	}

	/**
	 * Set where non-blocking loads and refreshes begin.
	 * @param executor the executor; without one, the common pool of the JVM
	 * @return this builder
	 */
	public RegionCacheManagerBuilder executor(Executor executor) {
		this.manager = this.manager.withExecutor(executor);
		return this;
	}

	/**
	 * Set what is done for callers with a consistency token.
	 * @param session the settings
	 * @return this builder
	 */
	public RegionCacheManagerBuilder session(SessionSettings session) {
		this.manager = this.manager.withSession(session);
		return this;
	}

	/**
	 * Hold what a transaction is about to invalidate from right before its commit: nobody
	 * in the home region is served it until it has been invalidated, and a crash in
	 * between ends in an invalidation.
	 * @param life after how long the hold of a dead process becomes an invalidation;
	 * longer than any commit, and 10 minutes at most
	 * @return this builder
	 * @throws IllegalArgumentException if it is not positive, or longer
	 */
	public RegionCacheManagerBuilder holdBeforeCommit(Duration life) {
		Assert.isTrue(!life.isNegative() && !life.isZero() && life.compareTo(CommitIntents.LONGEST) <= 0,
				"'life' must be positive and 10 minutes at most");
		this.manager = this.manager.withHold(life);
		return this;
	}

	/**
	 * Have the values of some caches written to a database later.
	 * @param behind gives what is written later of a cache, asked for whenever it is used
	 * @return this builder
	 */
	@Internal
	public RegionCacheManagerBuilder writeBehind(Function<String, @Nullable WriteBehind> behind) {
		this.behind = behind;
		return this;
	}

	RegionCacheManagerBuilder clock(InstantSource clock) {
		this.manager = this.manager.withClock(clock);
		return this;
	}

	/**
	 * Build the manager.
	 * @return the manager
	 */
	public RegionCacheManager build() {
		return new RegionCacheManager(this.region, this.store, this.manager, Map.copyOf(this.settings),
				List.copyOf(this.names), this.behind);
	}

}
