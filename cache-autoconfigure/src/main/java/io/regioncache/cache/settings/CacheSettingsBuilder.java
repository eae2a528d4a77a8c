package io.regioncache.cache.settings;

import java.time.Duration;

import io.regioncache.annotation.Consistency;
import io.regioncache.annotation.PublicApi;
import io.regioncache.cache.near.NearSettings;
import io.regioncache.cache.value.Fidelity;
import org.jspecify.annotations.Nullable;

/**
 * Changes some settings of a cache, and leaves the others as they are. Each is described
 * at {@link CacheSettings}.
 *
 * @since 0.1
 */
@PublicApi
public final class CacheSettingsBuilder {

	private Duration ttl;

	private Duration nullTtl;

	private double ttlJitter;

	private Duration staleWhileRevalidate;

	private double earlyRefresh;

	private long maxValueSize;

	private String schema;

	private @Nullable Class<?> type;

	private Duration lockTtl;

	private Duration lockWait;

	private int maxConcurrentLoads;

	private Duration loadWait;

	private ReplicationSettings replication;

	private Consistency consistency;

	private Duration originLag;

	private Fidelity fidelity;

	private long maxMemory;

	private Duration staleIfError;

	private Duration loadSoftTimeout;

	private Duration loadHardTimeout;

	private NearSettings near;

	CacheSettingsBuilder(CacheSettings settings) {
		this.ttl = settings.ttl();
		this.nullTtl = settings.nullTtl();
		this.ttlJitter = settings.ttlJitter();
		this.staleWhileRevalidate = settings.staleWhileRevalidate();
		this.earlyRefresh = settings.earlyRefresh();
		this.maxValueSize = settings.maxValueSize();
		this.schema = settings.schema();
		this.type = settings.type();
		this.lockTtl = settings.lockTtl();
		this.lockWait = settings.lockWait();
		this.maxConcurrentLoads = settings.maxConcurrentLoads();
		this.loadWait = settings.loadWait();
		this.replication = settings.replication();
		this.consistency = settings.consistency();
		this.originLag = settings.originLag();
		this.fidelity = settings.fidelity();
		this.maxMemory = settings.maxMemory();
		this.staleIfError = settings.staleIfError();
		this.loadSoftTimeout = settings.loadSoftTimeout();
		this.loadHardTimeout = settings.loadHardTimeout();
		this.near = settings.near();
	}

	/**
	 * Set how long a value counts as fresh.
	 * @param ttl see {@link CacheSettings#ttl()}
	 * @return this builder
	 */
	public CacheSettingsBuilder ttl(Duration ttl) {
		this.ttl = ttl;
		return this;
	}

	/**
	 * Set how long {@code null} counts as fresh.
	 * @param nullTtl see {@link CacheSettings#nullTtl()}
	 * @return this builder
	 */
	public CacheSettingsBuilder nullTtl(Duration nullTtl) {
		this.nullTtl = nullTtl;
		return this;
	}

	/**
	 * Set by which fraction a time to live is shortened at most.
	 * @param ttlJitter see {@link CacheSettings#ttlJitter()}
	 * @return this builder
	 */
	public CacheSettingsBuilder ttlJitter(double ttlJitter) {
		this.ttlJitter = ttlJitter;
		return this;
	}

	/**
	 * Set how long a value may be served while it is refreshed.
	 * @param staleWhileRevalidate see {@link CacheSettings#staleWhileRevalidate()}
	 * @return this builder
	 */
	public CacheSettingsBuilder staleWhileRevalidate(Duration staleWhileRevalidate) {
		this.staleWhileRevalidate = staleWhileRevalidate;
		return this;
	}

	/**
	 * Set how eagerly a value is refreshed before its time to live is over.
	 * @param earlyRefresh see {@link CacheSettings#earlyRefresh()}
	 * @return this builder
	 */
	public CacheSettingsBuilder earlyRefresh(double earlyRefresh) {
		this.earlyRefresh = earlyRefresh;
		return this;
	}

	/**
	 * Set the largest encoded value that is stored, in bytes.
	 * @param maxValueSize see {@link CacheSettings#maxValueSize()}
	 * @return this builder
	 */
	public CacheSettingsBuilder maxValueSize(long maxValueSize) {
		this.maxValueSize = maxValueSize;
		return this;
	}

	/**
	 * Set what isolates values from those of incompatible versions.
	 * @param schema see {@link CacheSettings#schema()}
	 * @return this builder
	 */
	public CacheSettingsBuilder schema(String schema) {
		this.schema = schema;
		return this;
	}

	/**
	 * Set the type of values that are read without a declared one.
	 * @param type see {@link CacheSettings#type()}
	 * @return this builder
	 */
	public CacheSettingsBuilder type(@Nullable Class<?> type) {
		this.type = type;
		return this;
	}

	/**
	 * Set after how long the lock of a dead node is free again.
	 * @param lockTtl see {@link CacheSettings#lockTtl()}
	 * @return this builder
	 */
	public CacheSettingsBuilder lockTtl(Duration lockTtl) {
		this.lockTtl = lockTtl;
		return this;
	}

	/**
	 * Set how long a load of the same key is waited for.
	 * @param lockWait see {@link CacheSettings#lockWait()}
	 * @return this builder
	 */
	public CacheSettingsBuilder lockWait(Duration lockWait) {
		this.lockWait = lockWait;
		return this;
	}

	/**
	 * Set how many loads may run at once in this process.
	 * @param maxConcurrentLoads see {@link CacheSettings#maxConcurrentLoads()}
	 * @return this builder
	 */
	public CacheSettingsBuilder maxConcurrentLoads(int maxConcurrentLoads) {
		this.maxConcurrentLoads = maxConcurrentLoads;
		return this;
	}

	/**
	 * Set how long a load waits for its turn.
	 * @param loadWait see {@link CacheSettings#loadWait()}
	 * @return this builder
	 */
	public CacheSettingsBuilder loadWait(Duration loadWait) {
		this.loadWait = loadWait;
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
	 * @param consistency see {@link CacheSettings#consistency()}
	 * @return this builder
	 */
	public CacheSettingsBuilder consistency(Consistency consistency) {
		this.consistency = consistency;
		return this;
	}

	/**
	 * Set how far what loads read may be behind.
	 * @param originLag see {@link CacheSettings#originLag()}
	 * @return this builder
	 */
	public CacheSettingsBuilder originLag(Duration originLag) {
		this.originLag = originLag;
		return this;
	}

	/**
	 * Set how many values are read back and compared before they are stored.
	 * @param fidelity see {@link CacheSettings#fidelity()}
	 * @return this builder
	 */
	public CacheSettingsBuilder fidelity(Fidelity fidelity) {
		this.fidelity = fidelity;
		return this;
	}

	/**
	 * Set how much the entries may take in a region, in bytes.
	 * @param maxMemory see {@link CacheSettings#maxMemory()}
	 * @return this builder
	 */
	public CacheSettingsBuilder maxMemory(long maxMemory) {
		this.maxMemory = maxMemory;
		return this;
	}

	/**
	 * Set how long a value may be served if its load fails.
	 * @param staleIfError see {@link CacheSettings#staleIfError()}
	 * @return this builder
	 */
	public CacheSettingsBuilder staleIfError(Duration staleIfError) {
		this.staleIfError = staleIfError;
		return this;
	}

	/**
	 * Set after how long a load counts as overdue.
	 * @param loadSoftTimeout see {@link CacheSettings#loadSoftTimeout()}
	 * @return this builder
	 */
	public CacheSettingsBuilder loadSoftTimeout(Duration loadSoftTimeout) {
		this.loadSoftTimeout = loadSoftTimeout;
		return this;
	}

	/**
	 * Set after how long callers give up waiting for a load.
	 * @param loadHardTimeout see {@link CacheSettings#loadHardTimeout()}
	 * @return this builder
	 */
	public CacheSettingsBuilder loadHardTimeout(Duration loadHardTimeout) {
		this.loadHardTimeout = loadHardTimeout;
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
	 * @throws IllegalArgumentException if one of them makes no sense
	 */
	public CacheSettings build() {
		return new CacheSettings(this.ttl, this.nullTtl, this.ttlJitter, this.staleWhileRevalidate, this.earlyRefresh,
				this.maxValueSize, this.schema, this.type, this.lockTtl, this.lockWait, this.maxConcurrentLoads,
				this.loadWait, this.replication, this.consistency, this.originLag, this.fidelity, this.maxMemory,
				this.staleIfError, this.loadSoftTimeout, this.loadHardTimeout, this.near);
	}

}
