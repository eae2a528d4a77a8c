package io.regioncache.cache.key;

import java.util.UUID;

import org.jspecify.annotations.Nullable;

import org.springframework.cache.interceptor.SimpleKey;

/**
 * Several arguments of a call as one key, whose {@code equals} tells it from all others.
 * It is made without a copy of the arguments, for a lookup.
 */
public final class PlainKey {

	private final Object[] values;

	private final int hash;

	private PlainKey(Object[] values, int hash) {
		this.values = values;
		this.hash = hash;
	}

	/**
	 * Return a key by which an entry can be found in the memory of this process.
	 * @param key the key of a call
	 * @return the key itself if its {@code equals} tells it from all others, the same as
	 * plain arguments, or {@code null} if it has to be encoded
	 */
	public static @Nullable Object of(Object key) {
		if (isScalar(key) || key instanceof PlainKey) {
			return key;
		}
		return (key instanceof SimpleKey several) ? ofAll(SimpleKeyParameters.of(several)) : null;
	}

	/**
	 * Return the key that all arguments of a call are.
	 * @param arguments the arguments, which must not change while the key is used
	 * @return the key, or {@code null} if one of them is no scalar
	 */
	public static @Nullable Object ofAll(@Nullable Object[] arguments) {
		int hash = 1;
		for (Object argument : arguments) {
			if (argument == null || !isScalar(argument)) {
				return null;
			}
			hash = 31 * hash + argument.hashCode();
		}
		return new PlainKey(arguments, hash);
	}

	private static boolean isScalar(Object key) {
		return key instanceof String || key instanceof Long || key instanceof Integer || key instanceof UUID
				|| key instanceof Enum<?>;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		if (!(other instanceof PlainKey key) || key.hash != this.hash || key.values.length != this.values.length) {
			return false;
		}
		for (int i = 0; i < this.values.length; i++) {
			if (!this.values[i].equals(key.values[i])) {
				return false;
			}
		}
		return true;
	}

	@Override
	public int hashCode() {
		return this.hash;
	}

}
