package io.regioncache.cache.entry;

import java.util.Collection;

import io.regioncache.cache.value.Encoded;
import io.regioncache.store.entry.Lease;
import io.regioncache.store.entry.Scope;
import org.jspecify.annotations.Nullable;

/**
 * What a load has brought.
 *
 * @param value the value, which belongs to the caller that has loaded it
 * @param encoded its encoded form, from which every other caller gets a copy of its own,
 * or {@code null} if it has none
 * @param tags the tags of the value, or {@code null} if they cannot be told
 * @param lease under which it was loaded, or {@code null} if there was none to be had
 */
public record Loaded(@Nullable Object value, @Nullable Encoded encoded, @Nullable Collection<Scope> tags,
		@Nullable Lease lease) {

}
