package io.regioncache.consistency;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

import io.regioncache.consistency.WrittenPosition;
import io.regioncache.consistency.TimestampedToken.TokenSource;
import io.regioncache.store.log.Position;
import org.jspecify.annotations.Nullable;

/**
 * The positions of a token as bytes, grouped by application.
 */
final class TokenPositions {

	private static final int INCOMPLETE = 0x80;

	private static final byte LONG_AGO = Byte.MIN_VALUE;

	private static final int UNKNOWN_REGION = 255;

	private final List<String> regions;

	private final int keySpace;

	private final int fingerprint;

	private final Duration life;

	TokenPositions(String keySpace, List<String> regions, Duration life) {
		this.regions = regions.stream().sorted().limit(UNKNOWN_REGION).toList();
		this.keySpace = fingerprint(keySpace);
		this.fingerprint = fingerprint(String.join("\n", this.regions));
		this.life = life;
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
	 * Write the positions of a token, of one application after the other.
	 */
	void write(TimestampedToken token, ByteBuffer bytes) {
		TreeMap<Long, List<WrittenPosition>> groups = token.token()
			.all()
			.collect(Collectors.groupingBy(WrittenPosition::keySpace, TreeMap::new, Collectors.toList()));
		groups.forEach((keySpace, written) -> write(token, keySpace, written, bytes));
	}

	private void write(TimestampedToken token, long keySpace, List<WrittenPosition> group, ByteBuffer bytes) {
		boolean own = keySpace == 0;
		putThree(bytes, own ? this.keySpace : (int) (keySpace >>> 24));
		putThree(bytes, own ? this.fingerprint : (int) keySpace);
		List<WrittenPosition> positions = group.stream().filter((written) -> !written.isNowhere()).toList();
		Optional<WrittenPosition> nowhere = group.stream().filter(WrittenPosition::isNowhere).findFirst();
		bytes.put((byte) (positions.size() | (nowhere.isPresent() ? INCOMPLETE : 0)));
		nowhere.ifPresent((written) -> bytes.put(when(token, written)));
		positions.forEach((written) -> write(token, written, own, bytes));
	}

	private void write(TimestampedToken token, WrittenPosition written, boolean own, ByteBuffer bytes) {
		long sequence = written.position().sequence();
		bytes.put((byte) (own ? index(written.region()) : foreignIndex(written.region()))).put(when(token, written));
		bytes.putLong(written.position().epoch()).putShort((short) (sequence >>> 32)).putInt((int) sequence);
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
	private static byte when(TimestampedToken token, WrittenPosition written) {
		long seconds = seconds(token.since(written)) - seconds(token.lastWrite());
		return (byte) Math.max(LONG_AGO, Math.min(seconds, Byte.MAX_VALUE));
	}

	private static long seconds(Instant instant) {
		return instant.getEpochSecond() + ((instant.getNano() > 0) ? 1 : 0);
	}

	/**
	 * What was written a life ago is not asked for any more, or one that writes all the
	 * time would be asked for what a region has lost long ago.
	 * @return the token, or {@code null} if whoever has signed it writes another format
	 */
	@Nullable TimestampedToken read(ByteBuffer fields, Instant lastWrite, Instant now) {
		TimestampedToken token = new TimestampedToken(ConsistencyToken.NONE, lastWrite);
		while (token != null && fields.hasRemaining()) {
			token = (fields.remaining() < TokenSpace.GROUP) ? null : readGroup(fields, token, now);
		}
		return token;
	}

	private @Nullable TimestampedToken readGroup(ByteBuffer fields, TimestampedToken before, Instant now) {
		Group group = group(three(fields), three(fields));
		int count = Byte.toUnsignedInt(fields.get());
		boolean incomplete = (count & INCOMPLETE) != 0;
		int positions = count & ~INCOMPLETE;
		if (fields.remaining() < positions * TokenSpace.POSITION + (incomplete ? TokenSpace.NOWHERE : 0)) {
			return null;
		}
		TimestampedToken token = incomplete
				? before.and(dated(WrittenPosition.nowhere(group.space()), fields.get(), before.lastWrite(), now))
				: before;
		for (int i = 0; i < positions; i++) {
			token = token.and(readPosition(fields, group, before.lastWrite(), now));
		}
		return token;
	}

	private Group group(int keySpace, int fingerprint) {
		boolean own = keySpace == this.keySpace;
		return new Group(own, own ? 0 : (1L << 48) | (long) keySpace << 24 | fingerprint, fingerprint);
	}

	private TimestampedToken readPosition(ByteBuffer fields, Group group, Instant lastWrite, Instant now) {
		int index = Byte.toUnsignedInt(fields.get());
		byte when = fields.get();
		String region = group.own() ? region(index, group.fingerprint()) : foreignRegion(index);
		long epoch = fields.getLong();
		long sequence = Short.toUnsignedLong(fields.getShort()) << 32 | Integer.toUnsignedLong(fields.getInt());
		WrittenPosition written = (sequence > WrittenPosition.MAX_SEQUENCE) ? WrittenPosition.nowhere(group.space())
				: new WrittenPosition(group.space(), region, new Position(epoch, sequence));
		return dated(written, when, lastWrite, now);
	}

	private TimestampedToken dated(WrittenPosition written, byte when, Instant lastWrite, Instant now) {
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

	/**
	 * What heads the positions of one application.
	 *
	 * @param own whether it is this application
	 * @param space tells it from others, 0 for this one
	 * @param fingerprint of its list of regions
	 */
	private record Group(boolean own, long space, int fingerprint) {
	}

}
