package io.regioncache.cache.put;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import io.regioncache.cache.entry.CacheRequest;
import io.regioncache.store.connection.Waiting;
import io.regioncache.writebehind.WriteBehind;
import org.jspecify.annotations.Nullable;

import org.springframework.core.ResolvableType;

/**
 * A put that refuses what its writer could not read.
 *
 * @param put the put
 * @param behind where the change goes
 */
record CheckedPut(PendingPut put, WriteBehind behind) implements PendingPut {

	@Override
	public void complete(CacheRequest request, @Nullable Object value) {
		try {
			Waiting.join(completeAsync(request, value));
		}
		catch (CompletionException ex) {
			throw (ex.getCause() instanceof RuntimeException cause) ? cause : ex;
		}
	}

	@Override
	public CompletableFuture<Void> completeAsync(CacheRequest request, @Nullable Object value) {
		requireType("key", request.key(), ResolvableType.forType(this.behind.writer().keyType()));
		if (value != null) {
			requireType("value", value, ResolvableType.forType(this.behind.writer().valueType()));
		}
		return this.put.completeAsync(request, value);
	}

	private void requireType(String what, Object found, ResolvableType expected) {
		if (!expected.isInstance(found)) {
			throw new IllegalArgumentException(
					("The BatchWriter of cache '%s' writes %ss of %s, and was given one of %s. Change the types of "
							+ "the writer, or the method that is annotated with @WriteBehind")
						.formatted(this.behind.cache(), what, expected, found.getClass().getName()));
		}
	}

}
