package io.regioncache.store.command;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.RedisCommand;
import io.regioncache.store.entry.EntryKey;
import io.regioncache.store.entry.Markers;
import io.regioncache.store.entry.MetadataKeys;
import io.regioncache.store.entry.Scope;
import org.jspecify.annotations.Nullable;

/**
 * The commands of a lookup of many entries: one {@code MGET}, or in a cluster a
 * {@code GET} for each, and one {@code HMGET} for the markers of all.
 */
public final class BulkLookupCommands {

	private final Consumer<BulkLookupCommands> ended;

	private final List<CallbackCommand<?>> entries = new ArrayList<>();

	private final @Nullable BulkMetadataPart metadata;

	private final ScopePlaces places;

	private final byte[] @Nullable [] bytes;

	private final boolean[] foreign;

	private final @Nullable Throwable[] failures;

	private final AtomicReference<@Nullable Throwable> metadataFailure = new AtomicReference<>();

	private int open;

	/**
	 * Create the commands.
	 * @param keys the keys of the metadata
	 * @param entries the entries, none if they were read already
	 * @param scopes the scopes of each whose markers are read, or {@code null} if they
	 * are followed
	 * @param oneServer whether all entries lie on one server
	 * @param ended called once, on an event loop, when all is answered or given up
	 */
	public BulkLookupCommands(MetadataKeys keys, List<EntryKey> entries, Scope @Nullable [][] scopes, boolean oneServer,
			Consumer<BulkLookupCommands> ended) {
		int count = (scopes != null) ? scopes.length : entries.size();
		this.ended = ended;
		this.bytes = new byte[count][];
		this.foreign = new boolean[count];
		this.failures = new Throwable[count];
		this.places = ScopePlaces.of((scopes != null) ? scopes : new Scope[0][]);
		this.metadata = (scopes != null) ? new BulkMetadataPart(keys, this.places.distinct()) : null;
		addEntries(entries, oneServer);
		this.open = this.entries.size() + ((this.metadata != null) ? 1 : 0);
	}

	private void addEntries(List<EntryKey> entries, boolean oneServer) {
		if (oneServer && !entries.isEmpty()) {
			this.entries.add(new AllEntries(entries));
			return;
		}
		for (int i = 0; i < entries.size(); i++) {
			this.entries.add(new EntryCommand(entries.get(i).redisKey(), new OneEntry(i)));
		}
	}

	public List<? extends RedisCommand<byte[], byte[], ?>> entries() {
		return this.entries;
	}

	public List<? extends RedisCommand<byte[], byte[], ?>> metadata() {
		return (this.metadata != null) ? List.of(this.metadata) : List.of();
	}

	/**
	 * Return all commands, to be sent in one write.
	 */
	public List<RedisCommand<byte[], byte[], ?>> all() {
		List<RedisCommand<byte[], byte[], ?>> all = new ArrayList<>(this.entries);
		all.addAll(metadata());
		return all;
	}

	/**
	 * Fail what was not sent, or not answered so far.
	 */
	public void fail(Throwable cause) {
		synchronized (this) {
			if (this.open <= 0) {
				return;
			}
			this.open = 0;
			failOpen(cause);
		}
		this.ended.accept(this);
	}

	private void failOpen(Throwable cause) {
		BulkMetadataPart metadata = this.metadata;
		if (metadata != null && !metadata.isDone()) {
			this.metadataFailure.set(cause);
		}
		for (int i = 0; i < this.failures.length && !this.entries.isEmpty(); i++) {
			if (!this.entries.get(Math.min(i, this.entries.size() - 1)).isDone()) {
				this.failures[i] = cause;
			}
		}
	}

	private void ended(Runnable outcome) {
		synchronized (this) {
			if (this.open <= 0) {
				return;
			}
			outcome.run();
			if (--this.open != 0) {
				return;
			}
		}
		this.ended.accept(this);
	}

	/**
	 * Return the metadata, or {@code null} if it was not asked for.
	 */
	public @Nullable MetadataNumbers numbers() {
		return (this.metadata != null) ? this.metadata.numbers : null;
	}

	/**
	 * Return why the metadata was not answered, or {@code null} if it was.
	 */
	public @Nullable Throwable metadataFailure() {
		return this.metadataFailure.get();
	}

	/**
	 * Return why an entry was not answered, or {@code null} if it was.
	 */
	public synchronized @Nullable Throwable failure(int index) {
		return this.failures[index];
	}

	public synchronized byte @Nullable [] bytes(int index) {
		return this.bytes[index];
	}

	/**
	 * Whether what lies under the key of an entry is not a string. {@code MGET} does not
	 * tell it from nothing.
	 */
	public synchronized boolean isForeign(int index) {
		return this.foreign[index];
	}

	/**
	 * Return the markers of one entry.
	 * @param own how many of its scopes cover it whatever its tags
	 */
	public Markers markers(MetadataNumbers numbers, int index, int own) {
		return this.places.markers(numbers, index, own);
	}

	private final class OneEntry implements EntryCommand.EntryAnswered {

		private final int index;

		OneEntry(int index) {
			this.index = index;
		}

		@Override
		public void answered(byte @Nullable [] entry, boolean foreign) {
			ended(() -> {
				BulkLookupCommands.this.bytes[this.index] = entry;
				BulkLookupCommands.this.foreign[this.index] = foreign;
			});
		}

		@Override
		public void failed(Throwable cause) {
			ended(() -> BulkLookupCommands.this.failures[this.index] = cause);
		}

	}

	private final class AllEntries extends CallbackCommand<byte[] @Nullable []> {

		AllEntries(List<EntryKey> entries) {
			super(CommandType.MGET, new EntriesOutput(BulkLookupCommands.this.bytes), keys(entries));
		}

		private static CommandArgs<byte[], byte[]> keys(List<EntryKey> entries) {
			CommandArgs<byte[], byte[]> arguments = arguments();
			entries.forEach((entry) -> arguments.addKey(entry.redisKey()));
			return arguments;
		}

		@Override
		public void answered() {
			String error = getError();
			if (error != null) {
				failed(new RedisCommandExecutionException(error));
			}
			else {
				ended(() -> {
				});
			}
		}

		@Override
		public void failed(Throwable cause) {
			ended(() -> Arrays.fill(BulkLookupCommands.this.failures, cause));
		}

	}

	private final class BulkMetadataPart extends MetadataCommand {

		private final MetadataNumbers numbers;

		BulkMetadataPart(MetadataKeys keys, Scope[] scopes) {
			this(keys, scopes, new MetadataNumbers(MetadataNumbers.HEADER + scopes.length));
		}

		private BulkMetadataPart(MetadataKeys keys, Scope[] scopes, MetadataNumbers numbers) {
			super(keys, scopes, numbers);
			this.numbers = numbers;
		}

		@Override
		public void answered() {
			String error = getError();
			if (error != null) {
				failed(new RedisCommandExecutionException(error));
			}
			else {
				ended(() -> {
				});
			}
		}

		@Override
		public void failed(Throwable cause) {
			ended(() -> BulkLookupCommands.this.metadataFailure.set(cause));
		}

	}

}
