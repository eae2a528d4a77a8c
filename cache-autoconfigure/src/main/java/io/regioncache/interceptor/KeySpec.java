package io.regioncache.interceptor;

import java.util.Set;

import io.regioncache.cache.key.VariedKey;

/**
 * What the key of an entry is made of.
 *
 * @param source gives it for a call
 * @param vary caller attributes that are part of it
 */
record KeySpec(KeySource source, Set<String> vary) {

	Object of(Invocation call) {
		Object bare = this.source.key(call);
		return this.vary.isEmpty() ? bare : new VariedKey(bare, call.caller().parts(this.vary));
	}

	/**
	 * Return the key of a call as text, empty if it has none.
	 */
	String text(Invocation call) {
		try {
			return String.valueOf(this.source.key(call));
		}
		catch (RuntimeException ex) {
			return "";
		}
	}

	/**
	 * Return which argument is the key, if it is nothing else.
	 * @return its index, or {@code -1}
	 */
	int plainArgument() {
		return this.vary.isEmpty() ? this.source.argument() : -1;
	}

}
