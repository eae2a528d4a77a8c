package io.regioncache.store.connection;

import java.nio.ByteBuffer;
import java.util.Arrays;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.CommandOutput;
import io.regioncache.store.entry.Markers;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.log.RegionClock;
import org.jspecify.annotations.Nullable;

/**
 * Parses the metadata without a string in between: the epoch in hex, all others decimal,
 * a marker as {@code removed} or {@code removed,staled}, each with {@code @stamp} behind
 * it where there is one.
 */
public final class MetadataNumbers extends CommandOutput<byte[], byte[], MetadataNumbers> {

	/**
	 * How many fields are read before the markers: epoch, floor, clock and heartbeat.
	 */
	static final int HEADER = 4;

	private final long[] first;

	private final long[] second;

	private int next;

	private boolean hasEpoch;

	private @Nullable CachingCommand arming;

	private boolean readable;

	/** What has ended the last number: a comma, an at sign, or 0 for the end. */
	private char ended;

	/** Of each field the newest stamp removed and staled; there are none mostly. */
	private long @Nullable [] stamps;

	MetadataNumbers(int count) {
		super(ByteArrayCodec.INSTANCE, null);
		this.output = this;
		this.first = new long[count];
		this.second = new long[count];
	}

	/**
	 * Note the command that is to have this tracked.
	 */
	void armedBy(@Nullable CachingCommand arming) {
		this.arming = arming;
	}

	/**
	 * Return the command that was to have this tracked.
	 */
	public @Nullable CachingCommand arming() {
		return this.arming;
	}

	public boolean hasEpoch() {
		return this.hasEpoch;
	}

	long epoch() {
		return this.first[0];
	}

	public RegionClock progress() {
		return new RegionClock(this.first[0], this.first[2], this.first[3]);
	}

	public Markers markers(Scope[] scopes, int own) {
		long[] removed = new long[scopes.length];
		long[] staled = new long[scopes.length];
		System.arraycopy(this.first, HEADER, removed, 0, scopes.length);
		System.arraycopy(this.second, HEADER, staled, 0, scopes.length);
		return new Markers(this.first[0], this.first[1], this.first[2], scopes, own, removed, staled, stampsOfScopes());
	}

	private long @Nullable [] stampsOfScopes() {
		long[] stamps = this.stamps;
		return (stamps != null) ? Arrays.copyOfRange(stamps, 2 * HEADER, stamps.length) : null;
	}

	@Override
	public void set(@Nullable ByteBuffer bytes) {
		int index = this.next++;
		if (bytes == null || index >= this.first.length) {
			return;
		}
		this.readable = true;
		this.first[index] = (index == 0) ? number(bytes, 16, 16) : number(bytes, 10, 18);
		if (index >= HEADER && bytes.hasRemaining()) {
			restOfMarker(bytes, index);
		}
		if (this.readable && !bytes.hasRemaining()) {
			this.hasEpoch |= index == 0;
		}
		else if (index < HEADER) {
			setError("METADATA holds something that is not a number");
		}
		else {
			// Whatever it was meant to say: nothing that it covers is served.
			this.first[index] = Long.MAX_VALUE;
		}
	}

	private void restOfMarker(ByteBuffer bytes, int index) {
		if (this.ended == '@') {
			stamps()[2 * index] = number(bytes, 10, 18);
		}
		if (this.ended == ',') {
			this.second[index] = number(bytes, 10, 18);
			if (this.ended == '@') {
				stamps()[2 * index + 1] = number(bytes, 10, 18);
			}
		}
	}

	private long[] stamps() {
		long[] stamps = this.stamps;
		if (stamps == null) {
			stamps = new long[2 * this.first.length];
			this.stamps = stamps;
		}
		return stamps;
	}

	private long number(ByteBuffer bytes, int radix, int maxDigits) {
		long number = 0;
		int digits = 0;
		this.ended = 0;
		while (bytes.hasRemaining()) {
			int c = bytes.get();
			if ((c == ',' || c == '@') && digits > 0) {
				this.ended = (char) c;
				return number;
			}
			int digit = Character.digit(c, radix);
			this.readable &= digit >= 0 && ++digits <= maxDigits;
			number = number * radix + digit;
		}
		this.readable &= digits > 0;
		return number;
	}

}
