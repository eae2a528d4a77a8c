package io.regioncache.consistency;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Tokens as signed text of at most {@value #MAX_LENGTH} characters of Base64url.
 * <p>
 * All numbers are big-endian: version (1 byte), name of the key (2), milliseconds of the
 * last write (6); then for each application its key space (3), the fingerprint of its
 * list of regions (3) and how many positions follow (1), with the highest bit set if a
 * token could not hold all of them; in that case when that was (1); then for each
 * position the index of its region in that list (1), when it was written, in seconds from
 * the last write (1), epoch (8) and sequence (6); then HMAC-SHA256 of all before (32).
 * There is one text for each token, key and time.
 */
final class TokenCodec {

	static final int MAX_LENGTH = 256;

	/**
	 * By how much the clocks of two machines may differ.
	 */
	static final Duration MAX_SKEW = Duration.ofSeconds(5);

	private static final byte VERSION = 2;

	private static final int HEAD = 1 + 2 + 6;

	private final TokenPositions positions;

	private final List<TokenKey> keys;

	private final Duration life;

	private final InstantSource clock;

	/**
	 * Create a codec.
	 * @param keySpace what begins every key of this application in Redis
	 * @param regions the names of all regions, in any order
	 * @param keys the first signs, all verify
	 * @param life how long a token counts after the last write
	 * @param clock tells the time of day
	 */
	TokenCodec(String keySpace, List<String> regions, List<TokenKey> keys, Duration life, InstantSource clock) {
		this.positions = new TokenPositions(keySpace, regions, life);
		this.keys = List.copyOf(keys);
		this.life = life;
		this.clock = clock;
	}

	/**
	 * Return how much of its life a token has before it.
	 * @param token the token
	 * @return the rest of its life, not negative
	 */
	Duration restOf(TimestampedToken token) {
		if (token.token().saysNothing() || token.lastWrite().equals(Instant.MIN)) {
			return Duration.ZERO;
		}
		Duration rest = Duration.between(this.clock.instant(), token.lastWrite().plus(this.life));
		return rest.isNegative() ? Duration.ZERO : rest;
	}

	/**
	 * Write and sign a token.
	 * @param token a token that says something
	 * @return the text
	 */
	String encode(TimestampedToken token) {
		ByteBuffer bytes = ByteBuffer.allocate(HEAD + TokenSpace.CAPACITY + TokenKey.SIGNATURE_LENGTH);
		long millis = token.lastWrite().toEpochMilli();
		TokenKey key = this.keys.get(0);
		bytes.put(VERSION).putShort((short) key.id());
		bytes.putShort((short) (millis >>> 32)).putInt((int) millis);
		this.positions.write(token, bytes);
		int length = bytes.position();
		bytes.put(key.sign(bytes.array(), length));
		return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(bytes.array(), bytes.position()));
	}

	/**
	 * Read a token. Never throws.
	 * @param text the text, from whomever
	 * @return what became of it, with the token if it is valid
	 */
	DecodedToken decode(String text) {
		byte[] bytes = bytes(text);
		if (bytes == null) {
			return DecodedToken.MALFORMED;
		}
		int length = bytes.length - TokenKey.SIGNATURE_LENGTH;
		ByteBuffer fields = ByteBuffer.wrap(bytes, 1, length - 1);
		if (!isSigned(bytes, length, Short.toUnsignedInt(fields.getShort()))) {
			return DecodedToken.FORGED;
		}
		return living(fields);
	}

	private DecodedToken living(ByteBuffer fields) {
		Instant lastWrite = Instant
			.ofEpochMilli(Short.toUnsignedLong(fields.getShort()) << 32 | Integer.toUnsignedLong(fields.getInt()));
		Instant now = this.clock.instant();
		if (!now.isBefore(lastWrite.plus(this.life)) || lastWrite.isAfter(now.plus(MAX_SKEW))) {
			return DecodedToken.EXPIRED;
		}
		TimestampedToken token = this.positions.read(fields, lastWrite, now);
		return (token != null) ? DecodedToken.valid(token) : DecodedToken.MALFORMED;
	}

	private static byte @Nullable [] bytes(String text) {
		if (text.length() > MAX_LENGTH) {
			return null;
		}
		byte[] bytes = decoded(text);
		if (bytes == null || bytes.length < HEAD + TokenSpace.GROUP + TokenKey.SIGNATURE_LENGTH
				|| bytes[0] != VERSION) {
			return null;
		}
		// The decoder passes over padding and over bits that belong to no byte.
		return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).equals(text) ? bytes : null;
	}

	private static byte @Nullable [] decoded(String text) {
		try {
			return Base64.getUrlDecoder().decode(text);
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
	}

	private boolean isSigned(byte[] bytes, int length, int id) {
		for (TokenKey key : this.keys) {
			if (key.id() == id && key.hasSigned(bytes, length)) {
				return true;
			}
		}
		return false;
	}

}
