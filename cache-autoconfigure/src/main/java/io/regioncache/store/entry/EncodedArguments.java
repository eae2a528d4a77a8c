package io.regioncache.store.entry;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Arguments of a command, encoded once in the Redis serialization protocol because every
 * read sends them.
 */
final class EncodedArguments {

	private EncodedArguments() {
	}

	/**
	 * Return the beginning of every {@code HMGET} of the metadata, after the number of
	 * its arguments.
	 */
	static byte[] metadataRead(byte[] metadataKey) {
		ByteArrayOutputStream all = new ByteArrayOutputStream();
		all.writeBytes(of("HMGET"));
		all.writeBytes(of(metadataKey));
		for (String field : List.of("epoch", "floor", "clock", "beat")) {
			all.writeBytes(of(field));
		}
		return all.toByteArray();
	}

	static byte[] of(String text) {
		return of(text.getBytes(StandardCharsets.UTF_8));
	}

	private static byte[] of(byte[] bytes) {
		byte[] length = ("$" + bytes.length + "\r\n").getBytes(StandardCharsets.US_ASCII);
		byte[] argument = Arrays.copyOf(length, length.length + bytes.length + 2);
		System.arraycopy(bytes, 0, argument, length.length, bytes.length);
		argument[argument.length - 2] = '\r';
		argument[argument.length - 1] = '\n';
		return argument;
	}

}
