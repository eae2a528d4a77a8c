package io.regioncache.store.command;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.ByteArrayOutput;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.RedisCommand;
import io.regioncache.store.entry.MetadataKeys;
import io.regioncache.store.entry.Scope;
import org.jspecify.annotations.Nullable;

/**
 * The two commands of a lookup, {@code GET entry} and {@code HMGET metadata}, and the
 * answer that both of them complete.
 * <p>
 * Their order does not matter: an invalidation that has returned before the lookup began
 * is seen either way.
 */
public final class LookupCommands {

	private final LookupAnswered answered;

	private final @Nullable EntryPart get;

	private final byte @Nullable [] entry;

	private final boolean foreign;

	private final MetadataPart metadata;

	private final MetadataNumbers numbers;

	private final AtomicInteger open;

	public LookupCommands(MetadataKeys keys, byte[] entryKey, Scope[] scopes, LookupAnswered answered) {
		this.answered = answered;
		this.get = new EntryPart(entryKey);
		this.entry = null;
		this.foreign = false;
		this.open = new AtomicInteger(2);
		this.numbers = new MetadataNumbers(MetadataNumbers.HEADER + scopes.length);
		this.metadata = new MetadataPart(keys, scopes);
	}

	/**
	 * Create the second of the two, of an entry that was read already.
	 * @param entry the bytes under its key, if any
	 * @param foreign whether what lies there is not a string
	 */
	public LookupCommands(MetadataKeys keys, Scope[] scopes, byte @Nullable [] entry, boolean foreign,
			LookupAnswered answered) {
		this.answered = answered;
		this.get = null;
		this.entry = entry;
		this.foreign = foreign;
		this.open = new AtomicInteger(1);
		this.numbers = new MetadataNumbers(MetadataNumbers.HEADER + scopes.length);
		this.metadata = new MetadataPart(keys, scopes);
	}

	public RedisCommand<byte[], byte[], ?> get() {
		return Objects.requireNonNull(this.get);
	}

	public RedisCommand<byte[], byte[], ?> metadata() {
		return this.metadata;
	}

	/**
	 * Return both commands, to be sent in one write.
	 */
	public List<RedisCommand<byte[], byte[], ?>> all() {
		return List.of(get(), this.metadata);
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
	public boolean isOpen() {
		return this.open.get() > 0;
	}

	/**
	 * Whether an answer to the reading of the metadata is still to come.
	 */
	public boolean awaitsMetadata() {
		return !this.metadata.isDone();
	}

	/**
	 * Whether an answer to the reading of the entry is still to come.
	 */
	public boolean awaitsEntry() {
		return this.get != null && !this.get.isDone();
	}

	private void partDone() {
		// The parts may complete on two event loops where metadata and entry lie on two
		// nodes.
		if (this.open.decrementAndGet() == 0) {
			answered();
		}
	}

	private void answered() {
		String error = this.metadata.getError();
		EntryPart get = this.get;
		String entryError = (get != null) ? get.getError() : null;
		boolean foreign = this.foreign || (entryError != null && EntryCommand.isForeign(entryError));
		if (error != null || (entryError != null && !foreign)) {
			this.answered.failed(new RedisCommandExecutionException((error != null) ? error : entryError),
					error == null);
		}
		else {
			this.answered.answered(this.numbers, (get != null) ? get.get() : this.entry, foreign);
		}
	}

	private void partFailed(Throwable cause, boolean atEntry) {
		if (this.open.getAndSet(0) > 0) {
			this.answered.failed(cause, atEntry);
		}
	}

	/**
	 * Hears the outcome, once, on an event loop.
	 */
	public interface LookupAnswered {

		/**
		 * Both commands were answered.
		 * @param metadata the metadata
		 * @param entry the bytes under the key of the entry, if any
		 * @param foreign whether what lies there is not a string
		 */
		public void answered(MetadataNumbers metadata, byte @Nullable [] entry, boolean foreign);

		/**
		 * One of them was not, or with an error.
		 * @param atEntry whether it is the reading of the entry
		 */
		void failed(Throwable cause, boolean atEntry);

	}

	/**
	 * The reading of the entry.
	 */
	private final class EntryPart extends CallbackCommand<byte[]> {

		EntryPart(byte[] entryKey) {
			super(CommandType.GET, new ByteArrayOutput<>(ByteArrayCodec.INSTANCE),
					CallbackCommand.arguments().addKey(entryKey));
		}

		@Override
		public void answered() {
			partDone();
		}

		@Override
		public void failed(Throwable cause) {
			partFailed(cause, true);
		}

	}

	/**
	 * The reading of the metadata.
	 */
	private final class MetadataPart extends MetadataCommand {

		MetadataPart(MetadataKeys keys, Scope[] scopes) {
			super(keys, scopes, LookupCommands.this.numbers);
		}

		@Override
		public void answered() {
			partDone();
		}

		@Override
		public void failed(Throwable cause) {
			partFailed(cause, false);
		}

	}

}
