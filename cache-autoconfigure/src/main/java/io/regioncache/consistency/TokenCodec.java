package io.regioncache.consistency;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;

import io.regioncache.consistency.ConsistencyToken.Written;
import io.regioncache.store.log.Position;
import org.jspecify.annotations.Nullable;

/**
 * Tokens as signed text of at most {@value #MAX_LENGTH} characters of Base64url.
 * <p>
 * All numbers are big-endian: version (1 byte), name of the key (2), fingerprint of the
 * list of regions (4), milliseconds of the last write (6); then for each position the
 * index of its region in that list (1), when it was written, in seconds from the last
 * write (1), epoch (8) and sequence (6); then HMAC-SHA256 of all before (32). There is
 * one text for each token, key and time.
 */
final class TokenCodec {

	static final int MAX_LENGTH = 256;

	/**
	 * By how much the clocks of two machines may differ.
	 */
	static final Duration MAX_SKEW = Duration.ofSeconds(5);

	private static final byte VERSION = 1;

	private static final int HEAD = 1 + 2 + 4 + 6;

	private static final int POSITION = 1 + 1 + 8 + 6;

	private static final byte LONG_AGO = Byte.MIN_VALUE;

	private static final int UNKNOWN_REGION = 255;

	private final List<String> regions;

	private final int fingerprint;

	private final List<TokenKey> keys;

	private final Duration life;

	private final InstantSource clock;

	/**
	 * Create a codec.
	 * @param regions the names of all regions, in any order
	 * @param keys the first signs, all verify
	 * @param life how long a token counts after the last write
	 * @param clock tells the time of day
	 */
	TokenCodec(List<String> regions, List<TokenKey> keys, Duration life, InstantSource clock) {
		this.regions = regions.stream().sorted().limit(UNKNOWN_REGION).toList();
		this.fingerprint = fingerprint(this.regions);
		this.keys = List.copyOf(keys);
		this.life = life;
		this.clock = clock;
	}

	private static int fingerprint(List<String> regions) {
		try {
			byte[] digest = MessageDigest.getInstance("SHA-256")
				.digest(String.join("\n", regions).getBytes(StandardCharsets.UTF_8));
			return ByteBuffer.wrap(digest).getInt();
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Return how much of its life a token has before it.
	 * @param token the token
	 * @return the rest of its life, not negative
	 */
	Duration restOf(TimestampedToken token) {
		if (token.token().isEmpty() || token.lastWrite().equals(Instant.MIN)) {
			return Duration.ZERO;
		}
		Duration rest = Duration.between(this.clock.instant(), token.lastWrite().plus(this.life));
		return rest.isNegative() ? Duration.ZERO : rest;
	}

	/**
	 * Write and sign a token.
	 * @param token a token that is not empty
	 * @return the text
	 */
	String encode(TimestampedToken token) {
		List<Written> positions = token.token().positions();
		int length = HEAD + positions.size() * POSITION;
		ByteBuffer bytes = ByteBuffer.allocate(length + TokenKey.SIGNATURE_LENGTH);
		long millis = token.lastWrite().toEpochMilli();
		TokenKey key = this.keys.get(0);
		bytes.put(VERSION).putShort((short) key.id()).putInt(this.fingerprint);
		bytes.putShort((short) (millis >>> 32)).putInt((int) millis);
		for (Written written : positions) {
			int index = this.regions.indexOf(written.region());
			long sequence = written.position().sequence();
			bytes.put((byte) ((index >= 0) ? index : UNKNOWN_REGION)).put(when(token, written));
			bytes.putLong(written.position().epoch()).putShort((short) (sequence >>> 32)).putInt((int) sequence);
		}
		bytes.put(key.sign(bytes.array(), length));
		return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
	}

	/**
	 * When a position was written or first shown, in whole seconds from the last write.
	 * Rounded up to a full second of the clock: that does not move when it is written
	 * again and again.
	 */
	private static byte when(TimestampedToken token, Written written) {
		long seconds = seconds(token.since(written)) - seconds(token.lastWrite());
		return (byte) Math.max(LONG_AGO, Math.min(seconds, Byte.MAX_VALUE));
	}

	private static long seconds(Instant instant) {
		return instant.getEpochSecond() + ((instant.getNano() > 0) ? 1 : 0);
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
		boolean sameRegions = (fields.getInt() == this.fingerprint);
		Instant lastWrite = Instant
			.ofEpochMilli(Short.toUnsignedLong(fields.getShort()) << 32 | Integer.toUnsignedLong(fields.getInt()));
		Instant now = this.clock.instant();
		if (!now.isBefore(lastWrite.plus(this.life)) || lastWrite.isAfter(now.plus(MAX_SKEW))) {
			return DecodedToken.EXPIRED;
		}
		return DecodedToken.valid(positions(fields, sameRegions, lastWrite, now));
	}

	private static byte @Nullable [] bytes(String text) {
		if (text.length() > MAX_LENGTH) {
			return null;
		}
		byte[] bytes;
		try {
			bytes = Base64.getUrlDecoder().decode(text);
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
		int positions = bytes.length - HEAD - TokenKey.SIGNATURE_LENGTH;
		if (positions <= 0 || positions % POSITION != 0 || bytes[0] != VERSION) {
			return null;
		}
		// The decoder passes over padding and over bits that belong to no byte.
		return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).equals(text) ? bytes : null;
	}

	private boolean isSigned(byte[] bytes, int length, int id) {
		for (TokenKey key : this.keys) {
			if (key.id() == id && key.hasSigned(bytes, length)) {
				return true;
			}
		}
		return false;
	}

	/**
	 * What was written a life ago is not asked for any more, or one that writes all the
	 * time would be asked for what a region has lost long ago.
	 */
	private TimestampedToken positions(ByteBuffer fields, boolean sameRegions, Instant lastWrite, Instant now) {
		TimestampedToken token = new TimestampedToken(ConsistencyToken.NONE, lastWrite);
		while (fields.hasRemaining()) {
			int index = Byte.toUnsignedInt(fields.get());
			byte when = fields.get();
			// Of another list of regions the index says nothing, the epoch still does.
			String region = (sameRegions && index < this.regions.size()) ? this.regions.get(index) : "";
			long epoch = fields.getLong();
			long sequence = Short.toUnsignedLong(fields.getShort()) << 32 | Integer.toUnsignedLong(fields.getInt());
			Instant since = Instant.ofEpochSecond(seconds(lastWrite) + when);
			boolean olderThanKnown = when == LONG_AGO && this.life.toSeconds() >= -LONG_AGO;
			if (olderThanKnown || now.isBefore(since.plus(this.life))) {
				token = token.and(new TimestampedToken(ConsistencyToken.NONE.and(region, new Position(epoch, sequence)),
						lastWrite, Map.of(epoch, since)));
			}
		}
		return token;
	}

}
