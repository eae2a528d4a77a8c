package io.regioncache.writebehind;

import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.regioncache.region.Clocks;
import io.regioncache.store.RegionStore;
import io.regioncache.store.connection.DurableWrites;
import io.regioncache.store.connection.Waiting;
import io.regioncache.store.log.Position;
import io.regioncache.store.write.Appended;
import io.regioncache.store.write.PutChange;
import org.jspecify.annotations.Nullable;

/**
 * The write-behind of one cache: makes the changes that its puts append, reads those that
 * are pending, and runs what writes them to the database.
 */
public final class WriteBehind {

	private final String cache;

	private final RegionStore store;

	private final BatchWriter<Object, Object> writer;

	private final WriteBehindSettings settings;

	private final RegionChanges own;

	private final ChangeCodec codec;

	private final Sequences sequences;

	private final PendingQuery query;

	private final ChangeQueue queue;

	private final ChangeFlusher flusher;

	private final @Nullable DurableWrites durable;

	WriteBehind(RegionStore store, BatchWriter<Object, Object> writer, WriteBehindSettings settings, ChangeCodec codec,
			Clocks clocks) {
		this.cache = writer.cache();
		this.store = store;
		this.writer = writer;
		this.settings = settings;
		this.codec = codec;
		this.own = new RegionChanges(store.own(), this.cache);
		this.query = new PendingQuery(store, this.cache, this.own);
		this.sequences = new Sequences(clocks.wall());
		this.queue = new ChangeQueue(this.cache, this.own, settings, this.sequences);
		this.durable = (settings.durability() == Durability.NONE) ? null : new DurableWrites(store.own().link(),
				store.own().keys().fence(this.cache), settings.durability() == Durability.AOF);
		this.flusher = new ChangeFlusher(this.queue, (suspect) -> new BatchRun(writer, codec, suspect),
				clocks.monotonic(), store.failures());
	}

	/**
	 * Return the name of the cache.
	 * @return the name
	 */
	public String cache() {
		return this.cache;
	}

	/**
	 * Return what writes the changes.
	 * @return the writer
	 */
	public BatchWriter<Object, Object> writer() {
		return this.writer;
	}

	/**
	 * Return how changes are kept and written.
	 * @return the settings
	 */
	public WriteBehindSettings settings() {
		return this.settings;
	}

	/**
	 * Return what has happened to the changes.
	 * @return the statistics
	 */
	public WriteBehindStatistics statistics() {
		return this.queue.statistics();
	}

	/**
	 * Set how soon changes are written.
	 * @param pace what a method says
	 */
	public void pace(Pace pace) {
		this.queue.pace(pace);
	}

	/**
	 * Return a change that is to be appended.
	 * @param key the key
	 * @param value the value as it is stored
	 * @return the change
	 */
	public PutChange change(Object key, byte[] value) {
		return new PutChange(this.own.keys(), this.codec.write(key, this.writer.keyType(), value),
				this.settings.capacity(), this.sequences.latest());
	}

	/**
	 * Return a change that is not to be appended, but given a sequence.
	 * @return the change
	 */
	public PutChange sequenceAlone() {
		return new PutChange(this.own.keys(), new byte[0], -1, this.sequences.latest());
	}

	/**
	 * Note what became of a change.
	 * @param appended its outcome
	 */
	public void appended(Appended appended) {
		this.sequences.saw(appended.sequence());
	}

	/**
	 * Wait until a change is as durable as it must be.
	 * @param appended a change that is appended
	 * @return whether it is
	 */
	public CompletableFuture<Boolean> isDurable(Appended appended) {
		Position position = appended.position();
		return (this.durable == null || position == null) ? CompletableFuture.completedFuture(this.durable == null)
				: this.durable.confirmed().thenApply((epoch) -> epoch == position.epoch());
	}

	/**
	 * Return whether one more key may have a change.
	 * @return whether there is room; {@code true} if the region cannot be asked
	 */
	public CompletableFuture<Boolean> hasRoom() {
		return this.own.find(List.of(), 0)
			.handle((answer, ex) -> answer == null || answer.pending() < this.settings.capacity());
	}

	/**
	 * Write a change now, in place of whatever is pending for its key.
	 * @param text the text of its key
	 * @param key the key
	 * @param value the value
	 * @param given a sequence that the region has given it, 0 for none
	 * @throws WriteBehindException if it cannot be written
	 */
	public void writeThrough(String text, Object key, @Nullable Object value, long given) {
		long sequence = (given > 0) ? given : this.sequences.next();
		try {
			this.writer.write(List.of(new Change<>(key, value, sequence)));
		}
		catch (Exception ex) {
			if (ex instanceof InterruptedException) {
				Thread.currentThread().interrupt();
			}
			throw refused("could not be written through: " + ex, ex);
		}
		this.queue.statistics().wroteThrough();
		this.queue.await(this.own.written(List.of(new PendingChange("", text, sequence, new byte[0]))));
	}

	/**
	 * Return the failure of a put whose change is not acknowledged.
	 * @param why what has happened
	 * @param cause what it came from, if anything
	 * @return the failure, which is counted
	 */
	public WriteBehindException refused(String why, @Nullable Throwable cause) {
		this.queue.statistics().rejected();
		return new WriteBehindException("A change of cache '%s' %s".formatted(this.cache, why), cause);
	}

	/**
	 * Return the last change of keys in all regions.
	 * @param keys the texts of the keys
	 * @return what is pending
	 */
	public CompletableFuture<PendingChanges> find(List<String> keys) {
		return this.query.find(keys);
	}

	/**
	 * Return what operators do with changes that the database refuses.
	 * @return the parked changes
	 */
	public ParkedChanges parked() {
		return new ParkedChanges(this.cache, this.store, this.own, this.queue);
	}

	void start() {
		this.flusher.start();
	}

	void close() {
		this.flusher.close();
		if (this.durable != null) {
			this.durable.close();
		}
	}

}
