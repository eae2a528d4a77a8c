package io.regioncache.autoconfigure.properties;

import java.time.Duration;
import java.util.Objects;

import io.regioncache.cache.near.NearSettings;
import io.regioncache.cache.settings.CacheSettings;
import io.regioncache.cache.settings.LifetimeSettings;
import io.regioncache.cache.settings.LoadSettings;
import io.regioncache.cache.settings.ReadSettings;
import io.regioncache.cache.settings.ReplicationSettings;
import io.regioncache.cache.settings.ValueSettings;
import io.regioncache.cache.value.StandardFormat;
import io.regioncache.cache.value.ValueFormat;
import io.regioncache.region.RegionConfigurationException;

import org.springframework.util.unit.DataSize;

/**
 * Turns the properties of one cache into its settings.
 */
public final class ConfiguredCache {

	private final String prefix;

	private final CacheProperties properties;

	private final CacheSettings base;

	/**
	 * Create the settings of a cache.
	 * @param prefix what the names of its properties begin with
	 * @param properties its properties
	 * @param base what holds where nothing is set
	 */
	public ConfiguredCache(String prefix, CacheProperties properties, CacheSettings base) {
		this.prefix = prefix;
		this.properties = properties;
		this.base = base;
	}

	/**
	 * Return the settings.
	 * @param home the name of the home region
	 * @return the settings of the cache
	 * @throws org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException
	 * if one of the properties makes no sense
	 */
	public CacheSettings settings(String home) {
		new CacheConstraints(this.prefix, this.properties, this.base).check();
		CacheProperties.InRegion here = this.properties.regions().getOrDefault(home, CacheProperties.InRegion.SAME);
		LifetimeSettings lifetimes = lifetimes(this.base.lifetimes(), here);
		return new CacheSettings(lifetimes, loads(this.base.loads()), values(this.base.values()),
				reads(this.base.reads()), replication(this.base.replication(), here),
				near(this.base.near(), lifetimes.ttl()));
	}

	private NearSettings near(NearSettings base, Duration ttl) {
		NearProperties near = this.properties.near();
		return (near != null) ? near.over(this.prefix + ".near", base, ttl) : base;
	}

	private LifetimeSettings lifetimes(LifetimeSettings base, CacheProperties.InRegion here) {
		return new LifetimeSettings(
				Objects.requireNonNullElse(here.ttl(), Objects.requireNonNullElse(this.properties.ttl(), base.ttl())),
				Objects.requireNonNullElse(this.properties.nullTtl(), base.nullTtl()),
				Objects.requireNonNullElse(this.properties.ttlJitter(), base.ttlJitter()),
				Objects.requireNonNullElse(this.properties.staleWhileRevalidate(), base.staleWhileRevalidate()),
				Objects.requireNonNullElse(this.properties.staleIfError(), base.staleIfError()),
				Objects.requireNonNullElse(this.properties.earlyRefresh(), base.earlyRefresh()));
	}

	private LoadSettings loads(LoadSettings base) {
		return new LoadSettings(Objects.requireNonNullElse(this.properties.lockTtl(), base.lockTtl()),
				Objects.requireNonNullElse(this.properties.lockWait(), base.lockWait()),
				Objects.requireNonNullElse(this.properties.maxConcurrentLoads(), base.maxConcurrentLoads()),
				Objects.requireNonNullElse(this.properties.loadWait(), base.loadWait()),
				Objects.requireNonNullElse(this.properties.loadSoftTimeout(), base.loadSoftTimeout()),
				Objects.requireNonNullElse(this.properties.loadHardTimeout(), base.loadHardTimeout()));
	}

	private ValueSettings values(ValueSettings base) {
		Class<?> type = this.properties.type();
		DataSize maxValueSize = this.properties.maxValueSize();
		DataSize maxMemory = this.properties.maxMemory();
		return new ValueSettings((type != null) ? type : base.type(),
				Objects.requireNonNullElse(this.properties.schema(), base.schema()), format(base.format()),
				Objects.requireNonNullElse(this.properties.fidelity(), base.fidelity()),
				(maxValueSize != null) ? maxValueSize.toBytes() : base.maxValueSize(),
				(maxMemory != null) ? maxMemory.toBytes() : base.maxMemory());
	}

	private ValueFormat format(ValueFormat base) {
		StandardFormat format = this.properties.serializer();
		if (format != null && !format.isPresent()) {
			throw new RegionConfigurationException(
					"'%s.serializer' is '%s', and the module of Jackson that writes it is not on the class path."
						.formatted(this.prefix, format.id()),
					"Add the dependency %s, whose version Spring Boot manages, or set the property to 'json'."
						.formatted(format.module()));
		}
		return (format != null) ? format : base;
	}

	private ReadSettings reads(ReadSettings base) {
		return new ReadSettings(Objects.requireNonNullElse(this.properties.consistency(), base.consistency()),
				Objects.requireNonNullElse(this.properties.originLag(), base.originLag()),
				Objects.requireNonNullElse(this.properties.maxStaleness(), base.maxStaleness()));
	}

	private ReplicationSettings replication(ReplicationSettings base, CacheProperties.InRegion here) {
		return new ReplicationSettings(
				Objects.requireNonNullElse(here.replicate(),
						Objects.requireNonNullElse(this.properties.replicate(), base.replicate())),
				Objects.requireNonNullElse(this.properties.write(), base.write()),
				Objects.requireNonNullElse(this.properties.writeTimeout(), base.writeTimeout()),
				Objects.requireNonNullElse(this.properties.conflict(), base.conflict()));
	}

}
