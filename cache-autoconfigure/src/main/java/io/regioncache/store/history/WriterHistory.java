package io.regioncache.store.history;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

import io.regioncache.annotation.InvalidationMode;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.history.KeptInvalidations.Kept;
import io.regioncache.store.log.MarkerWrite;
import org.jspecify.annotations.Nullable;

/**
 * This process as a writer of a region whose writers register: under which id, in which
 * epoch, and what it would have to send again.
 * <p>
 * In order: the new epoch is noted, what is kept is handed over to be sent again, and
 * then the writer registers under a new id that replaces the former ones. Whoever reads
 * that notice has read before it what was sent again. An answer of a former epoch that
 * comes after the first step does not count.
 */
public final class WriterHistory {

	/**
	 * How long invalidations wait until the other regions have read the registration.
	 */
	static final long MAX_WAIT_MILLIS = 3000;

	private static final CompletableFuture<Void> CONFIRMED = CompletableFuture.completedFuture(null);

	private final KeptInvalidations kept = new KeptInvalidations();

	private final FormerIds formerIds = new FormerIds();

	/** In which writers register; 0 if they do not. */
	private final AtomicLong epoch = new AtomicLong();

	private final AtomicReference<@Nullable Registration> registration = new AtomicReference<>();

	private volatile CompletableFuture<Void> confirmed = CONFIRMED;

	/**
	 * Keep what is about to be sent.
	 * @return what is to be told what becomes of it, or {@code null} if writers do not
	 * register
	 */
	public @Nullable Kept keep(List<Scope> scopes, InvalidationMode mode) {
		return (this.epoch.get() != 0) ? keep(scopes.stream().map((scope) -> new MarkerWrite(scope, mode)).toList())
				: null;
	}

	/**
	 * Keep what is about to be sent.
	 * @return what is to be told what becomes of it, or {@code null} if writers do not
	 * register
	 */
	public @Nullable Kept keep(Collection<MarkerWrite> marks) {
		return (this.epoch.get() != 0) ? this.kept.keep(marks) : null;
	}

	/**
	 * Note that the server has applied it.
	 * @param sequence in the log of the region
	 * @return whether that counts; if not, a later epoch has begun, and it has to be sent
	 * again
	 */
	public boolean applied(@Nullable Kept kept, long epoch, long sequence) {
		if (kept == null) {
			// Unless an epoch in which writers register was found after it was sent
			return this.epoch.get() == 0;
		}
		if (this.epoch.get() != epoch) {
			this.kept.drop(kept);
			return false;
		}
		this.kept.placed(kept, epoch, sequence);
		return true;
	}

	/**
	 * Note that the server has not applied it, or not as far as can be told.
	 */
	public void failed(@Nullable Kept kept) {
		if (kept != null) {
			this.kept.drop(kept);
		}
	}

	/**
	 * Complete once invalidations are safe from the loss of their server: the other
	 * regions know whom to wait for. In time, even if they cannot be reached.
	 */
	public CompletableFuture<Void> confirmed() {
		return this.confirmed;
	}

	/**
	 * Note the epoch that the region was found in.
	 * @param guarded whether its writers register
	 * @return whether this process has to register in it
	 */
	public synchronized boolean attached(long epoch, boolean guarded, DeferredInvalidations deferred) {
		if (!guarded) {
			this.epoch.set(0);
			this.registration.set(null);
			this.kept.moveTo(deferred);
			return false;
		}
		if (this.epoch.getAndSet(epoch) != epoch) {
			this.kept.moveTo(deferred);
			unregister();
		}
		return this.registration.get() == null;
	}

	/**
	 * Note that the server does not know this writer any more.
	 */
	public synchronized void unregister() {
		Registration registration = this.registration.getAndSet(null);
		if (registration != null) {
			attempted(registration.id);
		}
	}

	/**
	 * Return the ids that a registration replaces.
	 */
	public synchronized List<String> formerIds() {
		return this.formerIds.all();
	}

	/**
	 * Note an id that the server may have registered, though its answer has not come.
	 */
	public synchronized void attempted(String id) {
		this.formerIds.add(id);
	}

	/**
	 * Note that the server has registered this writer.
	 * @param registration its id, and where the log tells of it
	 */
	public synchronized void registered(Registration registration) {
		this.formerIds.remove(registration.id);
		this.registration.set(registration);
		this.confirmed = new CompletableFuture<Void>().completeOnTimeout(null, MAX_WAIT_MILLIS, TimeUnit.MILLISECONDS);
	}

	/**
	 * Return the present registration, if there is one.
	 */
	public @Nullable Registration registration() {
		return this.registration.get();
	}

	/**
	 * Note how far all other regions have read.
	 * @param epoch the epoch of the log
	 * @param sequence the last that each has read
	 */
	public void readBy(long epoch, long sequence) {
		this.kept.readBy(epoch, sequence);
		Registration registration = this.registration.get();
		if (registration != null && registration.epoch == epoch && registration.sequence <= sequence) {
			this.confirmed.complete(null);
		}
	}

	/**
	 * Return how many scopes are kept, of invalidations that others have not read yet.
	 */
	public int keptScopes() {
		return this.kept.scopes();
	}

	/**
	 * Whether the other regions have not read all of it yet.
	 */
	public boolean awaitsReaders() {
		return !this.confirmed.isDone() || !this.kept.isEmpty();
	}

	/**
	 * Whether it is not known yet that the other regions have read the registration.
	 */
	public boolean awaitsConfirmation() {
		return !this.confirmed.isDone();
	}

	/**
	 * A registration.
	 *
	 * @param id random, and of one epoch
	 * @param sequence of its notice in the log
	 * @param readers the regions that have to read what is invalidated
	 */
	public record Registration(String id, long epoch, long sequence, List<String> readers) {

	}

}
