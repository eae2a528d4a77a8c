package io.regioncache.cache.settings;

import java.time.Duration;

import io.regioncache.annotation.Consistency;
import io.regioncache.annotation.PublicApi;
import io.regioncache.cache.near.NearSettings;
import io.regioncache.cache.value.Fidelity;
import io.regioncache.cache.value.ValueFormat;
import org.jspecify.annotations.Nullable;

/**
 * Changes some settings of a cache, and leaves the others as they are.
 *
 * @since 0.1
 */
@PublicApi
public final class CacheSettingsBuilder {

	private LifetimeSettings lifetimes;

	private LoadSettings loads;

	private ValueSettings values;

	private ReadSettings reads;

	private ReplicationSettings replication;

	private NearSettings near;

	CacheSettingsBuilder(CacheSettings settings) {
		this.lifetimes = settings.lifetimes();
		this.loads = settings.loads();
		this.values = settings.values();
		this.reads = settings.reads();
		this.replication = settings.replication();
		this.near = settings.near();
	}

	/**
	 * Set how long a value counts as fresh.
	 * @param ttl see {@link LifetimeSettings#ttl()}
	 * @return this builder
	 */
	public CacheSettingsBuilder ttl(Duration ttl) {
		this.lifetimes = this.lifetimes.withTtl(ttl);
		return this;
	}

	/**
	 * Set how long {@code null} counts as fresh.
	 * @param nullTtl see {@link LifetimeSettings#nullTtl()}
	 * @return this builder
	 */
	public CacheSettingsBuilder nullTtl(Duration nullTtl) {
		this.lifetimes = this.lifetimes.withNullTtl(nullTtl);
		return this;
	}

	/**
	 * Set by which fraction a time to live is shortened at most.
	 * @param ttlJitter see {@link LifetimeSettings#ttlJitter()}
	 * @return this builder
	 */
	public CacheSettingsBuilder ttlJitter(double ttlJitter) {
		this.lifetimes = this.lifetimes.withTtlJitter(ttlJitter);
		return this;
	}

	/**
	 * Set how long a value may be served while it is refreshed.
	 * @param staleWhileRevalidate see {@link LifetimeSettings#staleWhileRevalidate()}
	 * @return this builder
	 */
	public CacheSettingsBuilder staleWhileRevalidate(Duration staleWhileRevalidate) {
		this.lifetimes = this.lifetimes.withStaleWhileRevalidate(staleWhileRevalidate);
		return this;
	}

	/**
	 * Set how eagerly a value is refreshed before its time to live is over.
	 * @param earlyRefresh see {@link LifetimeSettings#earlyRefresh()}
	 * @return this builder
	 */
	public CacheSettingsBuilder earlyRefresh(double earlyRefresh) {
		this.lifetimes = this.lifetimes.withEarlyRefresh(earlyRefresh);
		return this;
	}

	/**
	 * Set the largest encoded value that is stored, in bytes.
	 * @param maxValueSize see {@link ValueSettings#maxValueSize()}
	 * @return this builder
	 */
	public CacheSettingsBuilder maxValueSize(long maxValueSize) {
		this.values = this.values.withMaxValueSize(maxValueSize);
		return this;
	}

	/**
	 * Set what isolates values from those of incompatible versions.
	 * @param schema see {@link ValueSettings#schema()}
	 * @return this builder
	 */
	public CacheSettingsBuilder schema(String schema) {
		this.values = this.values.withSchema(schema);
		return this;
	}

	/**
	 * Set the type of values that are read without a declared one.
	 * @param type see {@link ValueSettings#type()}
	 * @return this builder
	 */
	public CacheSettingsBuilder type(@Nullable Class<?> type) {
		this.values = this.values.withType(type);
		return this;
	}

	/**
	 * Set after how long the lock of a dead node is free again.
	 * @param lockTtl see {@link LoadSettings#lockTtl()}
	 * @return this builder
	 */
	public CacheSettingsBuilder lockTtl(Duration lockTtl) {
		this.loads = this.loads.withLockTtl(lockTtl);
		return this;
	}

	/**
	 * Set how long a load of the same key is waited for.
	 * @param lockWait see {@link LoadSettings#lockWait()}
	 * @return this builder
	 */
	public CacheSettingsBuilder lockWait(Duration lockWait) {
		this.loads = this.loads.withLockWait(lockWait);
		return this;
	}

	/**
	 * Set how many loads may run at once in this process.
	 * @param maxConcurrentLoads see {@link LoadSettings#maxConcurrentLoads()}
	 * @return this builder
	 */
	public CacheSettingsBuilder maxConcurrentLoads(int maxConcurrentLoads) {
		this.loads = this.loads.withMaxConcurrentLoads(maxConcurrentLoads);
		return this;
	}

	/**
	 * Set how long a load waits for its turn.
	 * @param loadWait see {@link LoadSettings#loadWait()}
	 * @return this builder
	 */
	public CacheSettingsBuilder loadWait(Duration loadWait) {
		this.loads = this.loads.withLoadWait(loadWait);
		return this;
	}

	/**
	 * Set what other regions learn of the cache.
	 * @param replication see {@link CacheSettings#replication()}
	 * @return this builder
	 */
	public CacheSettingsBuilder replication(ReplicationSettings replication) {
		this.replication = replication;
		return this;
	}

	/**
	 * Set how fresh values must be where a call does not say it.
	 * @param consistency see {@link ReadSettings#consistency()}
	 * @return this builder
	 */
	public CacheSettingsBuilder consistency(Consistency consistency) {
		this.reads = this.reads.withConsistency(consistency);
		return this;
	}

	/**
	 * Set how far what loads read may be behind.
	 * @param originLag see {@link ReadSettings#originLag()}
	 * @return this builder
	 */
	public CacheSettingsBuilder originLag(Duration originLag) {
		this.reads = this.reads.withOriginLag(originLag);
		return this;
	}

	/**
	 * Set how long ago what is read may have been invalidated.
	 * @param maxStaleness see {@link ReadSettings#maxStaleness()}
	 * @return this builder
	 */
	public CacheSettingsBuilder maxStaleness(Duration maxStaleness) {
		this.reads = this.reads.withMaxStaleness(maxStaleness);
		return this;
	}

	/**
	 * Set how values are written as bytes. The keys stay the same: processes of different
	 * formats overwrite each other's entries, so change {@link #schema} as well.
	 * @param format see {@link ValueSettings#format()}
	 * @return this builder
	 */
	public CacheSettingsBuilder format(ValueFormat format) {
		this.values = this.values.withFormat(format);
		return this;
	}

	/**
	 * Set how many values are read back and compared before they are stored.
	 * @param fidelity see {@link ValueSettings#fidelity()}
	 * @return this builder
	 */
	public CacheSettingsBuilder fidelity(Fidelity fidelity) {
		this.values = this.values.withFidelity(fidelity);
		return this;
	}

	/**
	 * Set how much the entries may take in a region, in bytes.
	 * @param maxMemory see {@link ValueSettings#maxMemory()}
	 * @return this builder
	 */
	public CacheSettingsBuilder maxMemory(long maxMemory) {
		this.values = this.values.withMaxMemory(maxMemory);
		return this;
	}

	/**
	 * Set how long a value may be served if its load fails.
	 * @param staleIfError see {@link LifetimeSettings#staleIfError()}
	 * @return this builder
	 */
	public CacheSettingsBuilder staleIfError(Duration staleIfError) {
		this.lifetimes = this.lifetimes.withStaleIfError(staleIfError);
		return this;
	}

	/**
	 * Set after how long a load counts as overdue.
	 * @param loadSoftTimeout see {@link LoadSettings#loadSoftTimeout()}
	 * @return this builder
	 */
	public CacheSettingsBuilder loadSoftTimeout(Duration loadSoftTimeout) {
		this.loads = this.loads.withLoadSoftTimeout(loadSoftTimeout);
		return this;
	}

	/**
	 * Set after how long callers give up waiting for a load.
	 * @param loadHardTimeout see {@link LoadSettings#loadHardTimeout()}
	 * @return this builder
	 */
	public CacheSettingsBuilder loadHardTimeout(Duration loadHardTimeout) {
		this.loads = this.loads.withLoadHardTimeout(loadHardTimeout);
		return this;
	}

	/**
	 * Set what a process keeps of the cache itself.
	 * @param near see {@link CacheSettings#near()}
	 * @return this builder
	 */
	public CacheSettingsBuilder near(NearSettings near) {
		this.near = near;
		return this;
	}

	/**
	 * Build the settings.
	 * @return the settings
	 * @throws IllegalArgumentException if two of them contradict each other
	 */
	public CacheSettings build() {
		return new CacheSettings(this.lifetimes, this.loads, this.values, this.reads, this.replication, this.near);
	}

}
