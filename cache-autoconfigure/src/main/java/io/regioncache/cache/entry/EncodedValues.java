package io.regioncache.cache.entry;

import io.regioncache.cache.value.Encoded;
import io.regioncache.store.entry.EntryPayload;
import io.regioncache.store.entry.Envelope;

/**
 * Encoded values as payloads of entries, and back. Neither copies a byte.
 */
final class EncodedValues {

	private EncodedValues() {
	}

	static Encoded of(Envelope entry) {
		EntryPayload payload = entry.value();
		return new Encoded(payload.flags(), payload.type(), payload.array(), payload.offset(), payload.length());
	}

	static EntryPayload payload(Encoded value) {
		return new EntryPayload(value.type(), value.flags(), value.array(), value.offset(), value.length());
	}

}
