package io.regioncache.autoconfigure.properties;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * Refuses values that make no sense, and says what to type instead. What is not set is
 * never refused.
 *
 * @param prefix what the names of the properties begin with
 */
record PropertyConstraints(String prefix) {

	void require(String name, @Nullable Object value, boolean legal, String advice) {
		if (!legal) {
			throw new InvalidConfigurationPropertyValueException(this.prefix + "." + name, value, advice);
		}
	}

	void requirePositive(String name, @Nullable Duration value, String advice) {
		require(name, value, value == null || (!value.isZero() && !value.isNegative()), advice);
	}

	void requireNotNegative(String name, @Nullable Duration value, String advice) {
		require(name, value, value == null || !value.isNegative(), advice);
	}

}
