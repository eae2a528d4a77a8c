package io.regioncache.consistency;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

import io.regioncache.consistency.ConsistencyToken.Written;
import io.regioncache.consistency.TimestampedToken.TokenSource;
import io.regioncache.store.log.Position;
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

	private static final int INCOMPLETE = 0x80;

	private static final byte LONG_AGO = Byte.MIN_VALUE;

	private static final int UNKNOWN_REGION = 255;

	private final List<String> regions;

	private final int keySpace;

	private final int fingerprint;

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
		this.regions = regions.stream().sorted().limit(UNKNOWN_REGION).toList();
		this.keySpace = fingerprint(keySpace);
		this.fingerprint = fingerprint(String.join("\n", this.regions));
		this.keys = List.copyOf(keys);
		this.life = life;
		this.clock = clock;
	}

	private static int fingerprint(String text) {
		try {
			byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
			return ByteBuffer.wrap(digest).getInt() >>> 8;
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
		TreeMap<Long, List<Written>> groups = token.token()
			.all()
			.collect(Collectors.groupingBy(Written::keySpace, TreeMap::new, Collectors.toList()));
		groups.forEach((keySpace, written) -> write(token, keySpace, written, bytes));
		int length = bytes.position();
		bytes.put(key.sign(bytes.array(), length));
		return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(bytes.array(), bytes.position()));
	}

	private void write(TimestampedToken token, long keySpace, List<Written> group, ByteBuffer bytes) {
		boolean own = keySpace == 0;
		putThree(bytes, own ? this.keySpace : (int) (keySpace >>> 24));
		putThree(bytes, own ? this.fingerprint : (int) keySpace);
		List<Written> positions = group.stream().filter((written) -> !written.isNowhere()).toList();
		Optional<Written> nowhere = group.stream().filter(Written::isNowhere).findFirst();
		bytes.put((byte) (positions.size() | (nowhere.isPresent() ? INCOMPLETE : 0)));
		nowhere.ifPresent((written) -> bytes.put(when(token, written)));
		for (Written written : positions) {
			long sequence = written.position().sequence();
			bytes.put((byte) (own ? index(written.region()) : foreignIndex(written.region())))
				.put(when(token, written));
			bytes.putLong(written.position().epoch()).putShort((short) (sequence >>> 32)).putInt((int) sequence);
		}
	}

	private static void putThree(ByteBuffer bytes, int number) {
		bytes.put((byte) (number >>> 16)).putShort((short) number);
	}

	private static int three(ByteBuffer bytes) {
		return Byte.toUnsignedInt(bytes.get()) << 16 | Short.toUnsignedInt(bytes.getShort());
	}

	private int index(String region) {
		int index = this.regions.indexOf(region);
		return (index >= 0) ? index : UNKNOWN_REGION;
	}

	private static int foreignIndex(String region) {
		return region.isEmpty() ? UNKNOWN_REGION : Integer.parseInt(region);
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
		Instant lastWrite = Instant
			.ofEpochMilli(Short.toUnsignedLong(fields.getShort()) << 32 | Integer.toUnsignedLong(fields.getInt()));
		Instant now = this.clock.instant();
		if (!now.isBefore(lastWrite.plus(this.life)) || lastWrite.isAfter(now.plus(MAX_SKEW))) {
			return DecodedToken.EXPIRED;
		}
		TimestampedToken token = positions(fields, lastWrite, now);
		return (token != null) ? DecodedToken.valid(token) : DecodedToken.MALFORMED;
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
		if (bytes.length < HEAD + TokenSpace.GROUP + TokenKey.SIGNATURE_LENGTH || bytes[0] != VERSION) {
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
	 * @return the token, or {@code null} if whoever has signed it writes another format
	 */
	private @Nullable TimestampedToken positions(ByteBuffer fields, Instant lastWrite, Instant now) {
		TimestampedToken token = new TimestampedToken(ConsistencyToken.NONE, lastWrite);
		while (fields.hasRemaining()) {
			if (fields.remaining() < TokenSpace.GROUP) {
				return null;
			}
			int keySpace = three(fields);
			int fingerprint = three(fields);
			int count = Byte.toUnsignedInt(fields.get());
			boolean incomplete = (count & INCOMPLETE) != 0;
			int positions = count & ~INCOMPLETE;
			if (fields.remaining() < positions * TokenSpace.POSITION + (incomplete ? TokenSpace.NOWHERE : 0)) {
				return null;
			}
			boolean own = keySpace == this.keySpace;
			long space = own ? 0 : (1L << 48) | (long) keySpace << 24 | fingerprint;
			if (incomplete) {
				token = token.and(dated(ConsistencyToken.nowhere(space), fields.get(), lastWrite, now));
			}
			for (int i = 0; i < positions; i++) {
				int index = Byte.toUnsignedInt(fields.get());
				byte when = fields.get();
				String region = own ? region(index, fingerprint) : foreignRegion(index);
				long epoch = fields.getLong();
				long sequence = Short.toUnsignedLong(fields.getShort()) << 32 | Integer.toUnsignedLong(fields.getInt());
				Written written = (sequence > ConsistencyToken.MAX_SEQUENCE) ? ConsistencyToken.nowhere(space)
						: new Written(space, region, new Position(epoch, sequence));
				token = token.and(dated(written, when, lastWrite, now));
			}
		}
		return token;
	}

	private TimestampedToken dated(Written written, byte when, Instant lastWrite, Instant now) {
		Instant since = Instant.ofEpochSecond(seconds(lastWrite) + when);
		boolean olderThanKnown = when == LONG_AGO && this.life.toSeconds() >= -LONG_AGO;
		return (olderThanKnown || now.isBefore(since.plus(this.life)))
				? new TimestampedToken(ConsistencyToken.NONE.and(written), lastWrite,
						Map.of(TokenSource.of(written), since))
				: new TimestampedToken(ConsistencyToken.NONE, lastWrite);
	}

	/**
	 * Of another list of regions the index says nothing, the epoch still does.
	 */
	private String region(int index, int fingerprint) {
		return (fingerprint == this.fingerprint && index < this.regions.size()) ? this.regions.get(index) : "";
	}

	private static String foreignRegion(int index) {
		return (index == UNKNOWN_REGION) ? "" : Integer.toString(index);
	}

}
