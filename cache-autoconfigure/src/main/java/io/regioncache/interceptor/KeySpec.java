package io.regioncache.interceptor;

import java.util.Set;

import io.regioncache.cache.key.VariedKey;
import org.jspecify.annotations.Nullable;

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
	 * Return what reads the key from the arguments alone.
	 * @return what reads it, or {@code null} if a key depends on more
	 */
	@Nullable ArgumentKey fromArguments() {
		return this.vary.isEmpty() ? this.source.fromArguments() : null;
	}

}
