package io.regioncache.store.write;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import io.regioncache.annotation.InvalidationRegions;
import io.regioncache.store.entry.EntryKey;
import io.regioncache.store.entry.Lease;
import io.regioncache.store.entry.MetadataKeys;
import io.regioncache.store.entry.RedisKeys;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.session.Script;
import io.regioncache.store.session.Session;
import org.jspecify.annotations.Nullable;

/**
 * One run of the script that appends a change in the same step as its put.
 */
public final class AppendChange {

	private final byte[][] keys;

	private final List<byte[]> arguments = new ArrayList<>();

	private volatile long sequence;

	private volatile boolean full;

	/**
	 * Append a change.
	 * @param metadata the keys of the region
	 * @param key the key whose value is put
	 * @param change the change
	 * @param regions where entries are invalidated
	 * @param trace the context of a trace; empty for none
	 */
	public AppendChange(MetadataKeys metadata, EntryKey key, PutChange change, InvalidationRegions regions,
			String trace) {
		this.keys = new byte[][] { metadata.hash(), metadata.log(), change.keys().records(), change.keys().pending(),
				change.keys().parked() };
		add(Integer.toString(Invalidate.MARKER_CAP));
		add(Integer.toString(Invalidate.LOG_CAP));
		add(trace);
		add((regions == InvalidationRegions.HOME) ? "1" : "0");
		add(key.scope().field());
		add(key.text());
		this.arguments.add(change.bytes());
		add(Integer.toString(change.capacity()));
		add(Long.toString(change.past()));
	}

	/**
	 * Have the value stored only if nothing has moved past a lease.
	 * @param lease the lease, or {@code null} if there is none
	 * @param covering what covers the value
	 * @return this change
	 */
	public AppendChange under(@Nullable Lease lease, Collection<Scope> covering) {
		Lease known = (lease != null) ? lease : Lease.VOID;
		add(known.isVoid() ? "" : HexFormat.of().toHexDigits(known.epoch()));
		add(Long.toString(known.number()));
		covering.forEach((scope) -> add(scope.field()));
		return this;
	}

	private void add(String argument) {
		this.arguments.add(RedisKeys.bytes(argument));
	}

	/**
	 * Send it; a region that has lost its metadata is attached to first.
	 */
	CompletableFuture<Applied> send(Session session) {
		return run(session)
			.thenCompose((answer) -> !answer.isEmpty() ? CompletableFuture.completedFuture(answer)
					: session.attach().thenCompose((attached) -> run(session)))
			.thenApply((answer) -> read(session, answer));
	}

	private CompletableFuture<List<Object>> run(Session session) {
		List<byte[]> all = new ArrayList<>(this.arguments);
		all.add(0, RedisKeys.bytes(session.writer()));
		return session.run(Script.APPEND, this.keys, all.toArray(byte[][]::new));
	}

	private Applied read(Session session, List<Object> answer) {
		Applied applied = Applied.of(answer);
		if (applied == null) {
			throw new IllegalStateException("The metadata was lost twice in a row");
		}
		if (applied.isRegistered()) {
			session.advanced(applied.lease());
			this.sequence = Long.parseLong(RedisKeys.text((byte[]) answer.get(5)));
			this.full = !Long.valueOf(1).equals(answer.get(6));
		}
		return applied;
	}

	/**
	 * Say what became of it.
	 * @param applied what the region has applied; empty if that is not known
	 * @return the same with its sequence
	 */
	public Appended appended(Optional<Applied> applied) {
		return applied
			.map((put) -> new Appended(this.full ? Appended.Outcome.FULL : Appended.Outcome.APPENDED, this.sequence,
					put.grant(), put.position()))
			.orElse(Appended.UNKNOWN);
	}

}
