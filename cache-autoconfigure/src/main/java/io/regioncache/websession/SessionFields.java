package io.regioncache.websession;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The fields of a session's hash. Most begin with a version of eight bytes, by which
 * copies are merged; of one that was removed nothing but the version is left.
 */
final class SessionFields {

	static final String ID = "id";

	static final String CREATED = "c";

	/** Milliseconds, without a version: the latest counts. */
	static final String ACCESSED = "a";

	static final String INTERVAL = "i";

	/** The epoch in which the session began. */
	static final String EPOCH = "e";

	/** The hash of the user's name, and the revocations that the login came after. */
	static final String USER = "u";

	static final String ATTRIBUTE = "@";

	private static final int VERSION = 8;

	private SessionFields() {
	}

	static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	/**
	 * Return the content of a field without its version.
	 * @return {@code null} if it is not there, or was removed
	 */
	static byte @Nullable [] content(Map<String, byte[]> hash, String field) {
		byte[] value = hash.get(field);
		return (value != null && value.length > VERSION) ? Arrays.copyOfRange(value, VERSION, value.length) : null;
	}

	static @Nullable String text(Map<String, byte[]> hash, String field) {
		byte[] content = content(hash, field);
		return (content != null) ? new String(content, StandardCharsets.UTF_8) : null;
	}

	/**
	 * Encode fields as the script takes them, each part with its length.
	 */
	static byte[] encode(Map<String, byte[]> fields) {
		Map<byte[], byte[]> parts = new LinkedHashMap<>();
		int size = 0;
		for (Map.Entry<String, byte[]> field : fields.entrySet()) {
			byte[] name = bytes(field.getKey());
			parts.put(name, field.getValue());
			size += 2 * Integer.BYTES + name.length + field.getValue().length;
		}
		ByteBuffer encoded = ByteBuffer.allocate(size);
		parts.forEach((name, value) -> encoded.putInt(name.length).put(name).putInt(value.length).put(value));
		return encoded.array();
	}

}
