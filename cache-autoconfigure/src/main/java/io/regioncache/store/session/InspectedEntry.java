package io.regioncache.store.session;

import io.regioncache.store.entry.Envelope;
import io.regioncache.store.entry.Markers;
import org.jspecify.annotations.Nullable;

/**
 * What one region has under the key of an entry, for operators.
 *
 * @param markers the region's markers of all scopes that cover the entry; read after the
 * entry, so what has invalidated it is among them; {@code null} if the region has lost
 * its metadata
 * @param entry the entry, or {@code null} if there is none that can be read
 * @param keptMillis how long Redis keeps the entry, in milliseconds; negative if there is
 * none
 * @param problem why the entry cannot be read although something may lie there;
 * {@code null} if nothing is wrong
 */
public record InspectedEntry(@Nullable Markers markers, @Nullable Envelope entry, long keptMillis,
		@Nullable String problem) {

}
