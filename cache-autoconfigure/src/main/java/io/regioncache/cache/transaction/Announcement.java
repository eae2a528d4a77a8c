package io.regioncache.cache.transaction;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

import io.regioncache.store.entry.Scope;
import org.jspecify.annotations.Nullable;

/**
 * What a method will invalidate after it has returned, told to the transactions that
 * begin inside it: they hold that before they commit, if it is wanted.
 * <p>
 * Every one is closed by the thread that has opened it, in the opposite order.
 */
public final class Announcement {

	private static final ThreadLocal<List<Announcement>> OPEN = ThreadLocal.withInitial(ArrayList::new);

	private final Supplier<? extends AnnouncedInvalidations> invalidations;

	private final String id = newId();

	private volatile @Nullable CommitHolds held;

	private volatile boolean committed;

	private Announcement(Supplier<? extends AnnouncedInvalidations> invalidations) {
		this.invalidations = invalidations;
	}

	/**
	 * Announce what the method about to be called will invalidate.
	 * @param invalidations supplies the invalidations; asked at a commit, if at all
	 * @return the announcement
	 */
	public static Announcement open(Supplier<? extends AnnouncedInvalidations> invalidations) {
		Announcement announcement = new Announcement(invalidations);
		OPEN.get().add(announcement);
		return announcement;
	}

	/**
	 * The method has returned, or thrown: transactions that begin now have nothing to do
	 * with it.
	 */
	public void close() {
		OPEN.get().remove(this);
	}

	/**
	 * What was announced has been invalidated.
	 */
	public void done() {
		CommitHolds held = this.held;
		if (held != null) {
			held.release(this.id);
		}
	}

	static List<Announcement> open() {
		return List.copyOf(OPEN.get());
	}

	/**
	 * How many are open on this thread.
	 */
	static int depth() {
		return OPEN.get().size();
	}

	/**
	 * Hold what can be told now. The transaction commits whether anything can or not.
	 */
	CompletableFuture<?> hold() {
		try {
			AnnouncedInvalidations announced = this.invalidations.get();
			CommitHolds holds = announced.holds();
			if (holds.areWanted()) {
				Set<Scope> scopes = announced.scopes();
				this.held = holds;
				return holds.hold(this.id, scopes);
			}
		}
		catch (RuntimeException ex) {
			// It is thrown once more, after the method, to whom it concerns.
		}
		return CompletableFuture.completedFuture(null);
	}

	void committed() {
		this.committed = true;
	}

	/**
	 * A transaction inside has rolled back. One that has committed before still needs its
	 * hold, which lapses into an invalidation if the method does not return.
	 */
	void rolledBack() {
		if (!this.committed) {
			done();
		}
	}

	/**
	 * A transaction inside is said to have rolled back, but only after it was to commit:
	 * what is held is invalidated. If that cannot be told, the hold lapses.
	 */
	CompletableFuture<?> suspected() {
		if (this.held == null) {
			return CompletableFuture.completedFuture(null);
		}
		try {
			return this.invalidations.get().invalidate().whenComplete((done, ex) -> rolledBack());
		}
		catch (RuntimeException ex) {
			return CompletableFuture.completedFuture(null);
		}
	}

	/**
	 * Return an id for holds.
	 */
	static String newId() {
		return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
	}

}
