package io.regioncache.cache.transaction;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import io.regioncache.store.entry.EntryKey;
import io.regioncache.store.entry.Lease;
import io.regioncache.store.entry.Scope;
import org.jspecify.annotations.Nullable;

/**
 * What the caches know of a transaction: what it is about to invalidate and to store, and
 * how old the data may be that it sees.
 * <p>
 * What its calls do to the caches waits until it has committed, and is dropped if it
 * rolls back. A call that answers later may add something on another thread, even after
 * the end; that shares the fate of the transaction at once.
 */
public final class Transaction {

	/**
	 * One that is just ending: how, its caller may not know yet.
	 */
	static final Transaction ENDING = new Transaction(null, false, List.of(), List.of(), State.UNKNOWN);

	private final @Nullable Lease begin;

	private final boolean readOnly;

	private final List<Transaction> around;

	private final WaitingEffects waiting = new WaitingEffects();

	private final List<Announcement> announcements;

	private final String id = Announcement.newId();

	private final Set<CommitHolds> holding = new HashSet<>();

	private boolean announced;

	private boolean committing;

	private State state;

	/**
	 * Create a transaction.
	 * @param begin a lease taken before it began, or {@code null} if there is none
	 * @param readOnly whether it has said that it will not write
	 * @param around transactions of other managers that are under way as well, whose
	 * uncommitted data it may see
	 * @param announcements what the methods around it will invalidate
	 */
	public Transaction(@Nullable Lease begin, boolean readOnly, Collection<Transaction> around,
			Collection<Announcement> announcements) {
		this(begin, readOnly, List.copyOf(around), List.copyOf(announcements), State.OPEN);
	}

	private Transaction(@Nullable Lease begin, boolean readOnly, List<Transaction> around,
			List<Announcement> announcements, State state) {
		this.announcements = announcements;
		this.begin = begin;
		this.readOnly = readOnly;
		this.around = around;
		this.state = state;
	}

	/**
	 * The lease under which a value may be stored that is read inside the transaction: a
	 * snapshot is as old as its begin.
	 * @param lease the lease of the lookup, or {@code null} if there was none to be had
	 * @return the older of the two; void if the begin went unnoticed, or what is read may
	 * never be committed
	 */
	public @Nullable Lease limit(@Nullable Lease lease) {
		return (lease != null) ? lease.and(begin()) : null;
	}

	/**
	 * The lease for what begins with the transaction.
	 */
	public Lease begin() {
		return (this.begin != null && this.around.isEmpty()) ? this.begin : Lease.VOID;
	}

	/**
	 * Whether the transaction is about to invalidate an entry, whatever its tags.
	 */
	public boolean hides(EntryKey key) {
		return hides(List.of(key.scopes()));
	}

	/**
	 * Whether the transaction is about to invalidate one of these scopes: then only the
	 * origin tells what it has written.
	 */
	public boolean hides(Collection<Scope> scopes) {
		return isPending(scopes) || this.around.stream().anyMatch((other) -> other.hides(scopes));
	}

	private synchronized boolean isPending(Collection<Scope> scopes) {
		return this.waiting.concern(scopes);
	}

	/**
	 * Whether what is read now may never be committed. It may have been written without
	 * an announcement, which follows the body of a method.
	 */
	public synchronized boolean mayHaveWritten() {
		return !this.readOnly || this.announced || this.waiting.concernAny();
	}

	/**
	 * Take note of the methods that are under way and will invalidate something: one that
	 * was called inside the transaction may write at once.
	 * @param methods how many there are on the thread of the transaction
	 */
	synchronized void announced(int methods) {
		this.announced |= methods > this.announcements.size();
	}

	/**
	 * Do something once the transaction has committed.
	 * @return completes at once while the transaction is under way
	 */
	public CompletableFuture<?> afterCommit(AfterCommit effect) {
		return switch (addWhileOpen(effect)) {
			case OPEN, ROLLED_BACK -> CompletableFuture.completedFuture(null);
			case COMMITTED -> effect.action().get();
			case UNKNOWN -> effect.withoutValue().get();
		};
	}

	/**
	 * Let something wait for the commit. A value that there is no room for is dropped as
	 * if nobody knew the end.
	 */
	private synchronized State addWhileOpen(AfterCommit effect) {
		return (this.state != State.OPEN || this.waiting.add(effect)) ? this.state : State.UNKNOWN;
	}

	/**
	 * Store none of the values that wait so far: a savepoint taken before them may have
	 * been rolled back. Their invalidations stay, which is always safe.
	 */
	synchronized void dropValues() {
		this.waiting.dropValues();
	}

	/**
	 * The transaction is about to commit: hold what it will invalidate, if that is
	 * wanted.
	 * @return completes when it is held, or cannot be
	 */
	CompletableFuture<?> beforeCommit() {
		Map<CommitHolds, Set<Scope>> scopes = beginHolding();
		List<CompletableFuture<?>> held = new ArrayList<>();
		scopes.forEach((holds, each) -> held.add(holds.hold(this.id, each)));
		this.announcements.forEach((announcement) -> held.add(announcement.hold()));
		return CompletableFuture.allOf(held.toArray(CompletableFuture[]::new));
	}

	private synchronized Map<CommitHolds, Set<Scope>> beginHolding() {
		Map<CommitHolds, Set<Scope>> scopes = this.waiting.held();
		this.holding.addAll(scopes.keySet());
		return scopes;
	}

	/**
	 * Carry out what has waited.
	 * @return completes when all is done; fails only if a handler of failures has thrown
	 */
	CompletableFuture<Void> commit() {
		this.announcements.forEach(Announcement::committed);
		return CommittedEffects
			.carryOut(end(State.COMMITTED), (effect) -> hides(effect.value().covering()) ? effect.valueless() : effect)
			.whenComplete((done, ex) -> release());
	}

	/**
	 * The database is being asked to commit: what it answers may be lost.
	 */
	synchronized void committing() {
		this.committing = true;
	}

	/**
	 * Drop what has waited. Some managers say so of a commit whose answer was lost as
	 * well: what is held is invalidated then.
	 * @return completes when all is done
	 */
	public CompletableFuture<Void> rollback() {
		List<AfterCommit> dropped = end(State.ROLLED_BACK);
		if (!isInDoubt()) {
			this.announcements.forEach(Announcement::rolledBack);
			release();
			return CompletableFuture.completedFuture(null);
		}
		List<CompletableFuture<?>> all = new ArrayList<>();
		this.announcements.forEach((announcement) -> all.add(announcement.suspected()));
		all.add(CommittedEffects.carryOut(dropped.stream().filter(AfterCommit::isHeld).toList(),
				AfterCommit::valueless));
		return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).whenComplete((done, ex) -> release());
	}

	private synchronized boolean isInDoubt() {
		return this.committing;
	}

	private synchronized void release() {
		this.holding.forEach((holds) -> holds.release(this.id));
		this.holding.clear();
	}

	/**
	 * Invalidate, but store nothing: the transaction may have committed, or do so yet.
	 * What is held stays so until it lapses.
	 * @return completes when all is done
	 */
	CompletableFuture<Void> suspect() {
		return CommittedEffects.carryOut(end(State.UNKNOWN), AfterCommit::valueless);
	}

	synchronized boolean isOpen() {
		return this.state == State.OPEN;
	}

	private synchronized List<AfterCommit> end(State end) {
		if (this.state != State.OPEN) {
			return List.of();
		}
		this.state = end;
		return this.waiting.take();
	}

	private enum State {

		OPEN, COMMITTED, ROLLED_BACK, UNKNOWN

	}

}
