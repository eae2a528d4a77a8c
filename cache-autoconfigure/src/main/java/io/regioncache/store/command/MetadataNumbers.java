package io.regioncache.store.command;

import java.nio.ByteBuffer;
import java.util.Arrays;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.CommandOutput;
import io.regioncache.store.entry.Lease;
import io.regioncache.store.entry.MarkerValue;
import io.regioncache.store.entry.MarkerValues;
import io.regioncache.store.entry.Markers;
import io.regioncache.store.entry.NumberReader;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.log.RegionClock;
import org.jspecify.annotations.Nullable;

/**
 * Parses the metadata without a string in between: the epoch in hex, all others decimal.
 */
public final class MetadataNumbers extends CommandOutput<byte[], byte[], MetadataNumbers> {

	/**
	 * How many fields are read before the markers: epoch, floor, clock and heartbeat.
	 */
	public static final int HEADER = 4;

	private final long[] first;

	private final long[] second;

	private int next;

	private boolean hasEpoch;

	/** Of each field the newest stamp removed and staled; there are none mostly. */
	private long @Nullable [] stamps;

	public MetadataNumbers(int count) {
		super(ByteArrayCodec.INSTANCE, null);
		this.output = this;
		this.first = new long[count];
		this.second = new long[count];
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
		return new Markers(new Lease(this.first[0], this.first[2]), this.first[1], scopes, own,
				new MarkerValues(removed, staled, stampsOfScopes()));
	}

	/**
	 * Return the markers of one entry, of those of many that were read at once.
	 * @param scopes the scopes of the entry
	 * @param own how many of them, from the first, cover it whatever its tags
	 * @param places where the marker of each scope stands among all that were read
	 */
	Markers markers(Scope[] scopes, int own, int[] places) {
		MarkerValues values = MarkerValues.of(scopes.length);
		for (int i = 0; i < scopes.length; i++) {
			values = values.set(i, marker(HEADER + places[i]));
		}
		return new Markers(new Lease(this.first[0], this.first[2]), this.first[1], scopes, own, values);
	}

	private MarkerValue marker(int at) {
		long[] stamps = this.stamps;
		return (stamps == null) ? new MarkerValue(this.first[at], this.second[at])
				: new MarkerValue(this.first[at], this.second[at], stamps[2 * at], stamps[2 * at + 1]);
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
		if (index >= HEADER) {
			setMarker(index, MarkerValue.parse(bytes));
			return;
		}
		setHeader(index, bytes);
	}

	private void setHeader(int index, ByteBuffer bytes) {
		NumberReader reader = new NumberReader();
		this.first[index] = (index == 0) ? reader.read(bytes, NumberReader.HEXADECIMAL, 16)
				: reader.read(bytes, NumberReader.DECIMAL, 18);
		if (reader.isReadable() && !bytes.hasRemaining()) {
			this.hasEpoch |= index == 0;
		}
		else {
			setError("METADATA holds something that is not a number");
		}
	}

	private void setMarker(int index, MarkerValue marker) {
		this.first[index] = marker.removed();
		this.second[index] = marker.staled();
		if (marker.isStamped()) {
			long[] stamps = this.stamps;
			if (stamps == null) {
				stamps = new long[2 * this.first.length];
				this.stamps = stamps;
			}
			stamps[2 * index] = marker.removedAt();
			stamps[2 * index + 1] = marker.staledAt();
		}
	}

}
