package io.regioncache.store.lookup;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.ByteArrayOutput;
import io.lettuce.core.output.CommandOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.RedisCommand;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.regioncache.store.connection.CallbackCommand;
import io.regioncache.store.entry.Markers;
import io.regioncache.store.entry.MetadataKeys;
import io.regioncache.store.entry.RedisKeys;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.log.RegionClock;
import org.jspecify.annotations.Nullable;

/**
 * The two commands of a lookup, {@code GET entry} and {@code HMGET metadata}, and the
 * answer that both of them complete.
 * <p>
 * Their order does not matter: an invalidation that has returned before the lookup began
 * is seen either way.
 */
public final class LookupCommands {

	private static final int HEADER = 4;

	private final Answered answered;

	private final Part<byte[]> get;

	private final MetadataPart metadata;

	private final Numbers numbers;

	private int open = 2;

	public LookupCommands(MetadataKeys keys, byte[] entryKey, Scope[] scopes, Answered answered) {
		this.answered = answered;
		this.get = new Part<>(CommandType.GET, new ByteArrayOutput<>(ByteArrayCodec.INSTANCE),
				CallbackCommand.arguments().addKey(entryKey));
		this.numbers = new Numbers(HEADER + scopes.length);
		this.metadata = new MetadataPart(keys, scopes);
	}

	public RedisCommand<byte[], byte[], ?> get() {
		return this.get;
	}

	public RedisCommand<byte[], byte[], ?> metadata() {
		return this.metadata;
	}

	/**
	 * Return all commands, to be sent in one write.
	 * @param arming has the reading of the metadata tracked, or {@code null}
	 */
	public List<RedisCommand<byte[], byte[], ?>> all(Tracking.@Nullable Arming arming) {
		this.numbers.arming = arming;
		return (arming != null) ? List.of(this.get, arming, this.metadata) : List.of(this.get, this.metadata);
	}

	/**
	 * Fail a lookup that was not sent.
	 */
	public void fail(Throwable cause) {
		partFailed(cause, false);
	}

	/**
	 * Whether the outcome is still to come.
	 */
	synchronized boolean isOpen() {
		return this.open > 0;
	}

	/**
	 * Whether an answer to the reading of the metadata is still to come.
	 */
	boolean awaitsMetadata() {
		return !this.metadata.isDone();
	}

	/**
	 * Whether an answer to the reading of the entry is still to come.
	 */
	boolean awaitsEntry() {
		return !this.get.isDone();
	}

	private void partDone() {
		// The parts may complete on two event loops where metadata and entry lie on two
		// nodes.
		synchronized (this) {
			if (--this.open != 0) {
				return;
			}
		}
		String error = this.metadata.getError();
		String entryError = this.get.getError();
		boolean foreign = entryError != null && EntryCommand.isForeign(entryError);
		if (error != null || (entryError != null && !foreign)) {
			this.answered.failed(new RedisCommandExecutionException((error != null) ? error : entryError),
					error == null);
		}
		else {
			this.answered.answered(this.numbers, this.get.get(), foreign);
		}
	}

	private void partFailed(Throwable cause, boolean atEntry) {
		synchronized (this) {
			if (this.open <= 0) {
				return;
			}
			this.open = 0;
		}
		this.answered.failed(cause, atEntry);
	}

	/**
	 * Hears the outcome, once, on an event loop.
	 */
	public interface Answered {

		/**
		 * Both commands were answered.
		 * @param metadata the metadata
		 * @param entry the bytes under the key of the entry, if any
		 * @param foreign whether what lies there is not a string
		 */
		public void answered(Numbers metadata, byte @Nullable [] entry, boolean foreign);

		/**
		 * One of them was not, or with an error.
		 * @param atEntry whether it is the reading of the entry
		 */
		void failed(Throwable cause, boolean atEntry);

	}

	/**
	 * One of the two commands.
	 */
	private class Part<T> extends CallbackCommand<T> {

		Part(CommandType type, CommandOutput<byte[], byte[], T> output, CommandArgs<byte[], byte[]> arguments) {
			super(type, output, arguments);
		}

		@Override
		public void answered() {
			partDone();
		}

		@Override
		public void failed(Throwable cause) {
			partFailed(cause, this == LookupCommands.this.get);
		}

	}

	/**
	 * The second, encoded from what is encoded already.
	 */
	private final class MetadataPart extends Part<Numbers> {

		private final byte[] beginning;

		private final Scope[] scopes;

		MetadataPart(MetadataKeys keys, Scope[] scopes) {
			super(CommandType.HMGET, LookupCommands.this.numbers, CallbackCommand.arguments().addKey(keys.hash()));
			this.beginning = keys.lookup();
			this.scopes = scopes;
		}

		@Override
		public void encode(ByteBuf buffer) {
			buffer.writeByte('*');
			ByteBufUtil.writeAscii(buffer, Integer.toString(2 + HEADER + this.scopes.length));
			buffer.writeByte('\r').writeByte('\n').writeBytes(this.beginning);
			for (Scope scope : this.scopes) {
				buffer.writeBytes(scope.argument());
			}
		}

	}

	/**
	 * Parses the metadata without a string in between: the epoch in hex, all others
	 * decimal, a marker as {@code removed} or {@code removed,staled}, each with
	 * {@code @stamp} behind it where there is one.
	 */
	public static final class Numbers extends CommandOutput<byte[], byte[], Numbers> {

		private final long[] first;

		private final long[] second;

		private int next;

		private boolean hasEpoch;

		private Tracking.@Nullable Arming arming;

		private boolean readable;

		/** What has ended the last number: a comma, an at sign, or 0 for the end. */
		private char ended;

		/** Of each field the newest stamp removed and staled; there are none mostly. */
		private long @Nullable [] stamps;

		Numbers(int count) {
			super(ByteArrayCodec.INSTANCE, null);
			this.output = this;
			this.first = new long[count];
			this.second = new long[count];
		}

		/**
		 * Return the command that was to have this tracked.
		 */
		public Tracking.@Nullable Arming arming() {
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
			return new Markers(this.first[0], this.first[1], this.first[2], scopes, own, removed, staled,
					stampsOfScopes());
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

}
