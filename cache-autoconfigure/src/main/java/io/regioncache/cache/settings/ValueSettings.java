package io.regioncache.cache.settings;

import io.regioncache.annotation.PublicApi;
import io.regioncache.cache.value.Fidelity;
import io.regioncache.cache.value.StandardFormat;
import io.regioncache.cache.value.ValueFormat;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * What the values of one cache are, and the room they may take.
 *
 * @param type the type of values that are read without a declared one, or {@code null}
 * @param schema isolates the values of this cache from those that an incompatible version
 * of the application stores
 * @param format how values are written as bytes
 * @param fidelity how many values are read back and compared before they are stored
 * @param maxValueSize the largest encoded value that is stored, in bytes
 * @param maxMemory how much the entries of this cache may take in a region, in bytes;
 * zero for as much as the server has
 * @since 0.1
 */
@PublicApi
public record ValueSettings(@Nullable Class<?> type, String schema, ValueFormat format, Fidelity fidelity,
		long maxValueSize, long maxMemory) {

	/**
	 * Values of up to a mebibyte, without a declared type or a memory budget.
	 */
	public static final ValueSettings DEFAULTS = new ValueSettings(null, "1", StandardFormat.JSON, Fidelity.SAMPLED,
			1024 * 1024, 0);

	public ValueSettings {
		Assert.hasText(schema, "'schema' must not be empty");
		Assert.isTrue(maxValueSize > 0, "'maxValueSize' must be positive");
	}

	ValueSettings withType(@Nullable Class<?> type) {
		return new ValueSettings(type, this.schema, this.format, this.fidelity, this.maxValueSize, this.maxMemory);
	}

	ValueSettings withSchema(String schema) {
		return new ValueSettings(this.type, schema, this.format, this.fidelity, this.maxValueSize, this.maxMemory);
	}

	ValueSettings withFormat(ValueFormat format) {
		return new ValueSettings(this.type, this.schema, format, this.fidelity, this.maxValueSize, this.maxMemory);
	}

	ValueSettings withFidelity(Fidelity fidelity) {
		return new ValueSettings(this.type, this.schema, this.format, fidelity, this.maxValueSize, this.maxMemory);
	}

	ValueSettings withMaxValueSize(long maxValueSize) {
		return new ValueSettings(this.type, this.schema, this.format, this.fidelity, maxValueSize, this.maxMemory);
	}

	ValueSettings withMaxMemory(long maxMemory) {
		return new ValueSettings(this.type, this.schema, this.format, this.fidelity, this.maxValueSize, maxMemory);
	}

}
