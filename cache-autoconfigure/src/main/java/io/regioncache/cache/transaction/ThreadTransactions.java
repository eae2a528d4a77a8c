package io.regioncache.cache.transaction;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

import io.regioncache.store.entry.Lease;
import io.regioncache.store.connection.Waiting;
import org.jspecify.annotations.Nullable;

import org.springframework.core.Ordered;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Ties transactions to those that Spring has bound to the current thread.
 * <p>
 * First of all synchronizations, so that none can fail before it, and listeners that
 * follow the commit read what is new.
 */
final class ThreadTransactions implements TransactionSynchronization {

	/**
	 * The transactions of this thread that are suspended, or seem to be: one of another
	 * manager keeps its connection, and is seen by what runs inside.
	 */
	private static final ThreadLocal<List<ThreadTransactions>> SUSPENDED = ThreadLocal.withInitial(ArrayList::new);

	/**
	 * Where the lease of a transaction lies while the listeners of its commit are told.
	 */
	private static final String COMMITTED = ThreadTransactions.class.getName() + ".COMMITTED";

	private final @Nullable Object manager;

	private final Transaction transaction;

	private boolean wasBound;

	private ThreadTransactions(@Nullable Object manager, Transaction transaction) {
		this.manager = manager;
		this.transaction = transaction;
	}

	static @Nullable Transaction current() {
		if (!TransactionSynchronizationManager.isActualTransactionActive()) {
			return null;
		}
		Transaction bound = bound();
		if (bound != null) {
			bound.announced(Announcement.depth());
			return bound;
		}
		return TransactionSynchronizationManager.isSynchronizationActive() ? bind(null, committed())
				: Transaction.ENDING;
	}

	/**
	 * What a listener of a commit puts may have been read inside the transaction, so it
	 * is as old as its begin.
	 */
	private static @Nullable Lease committed() {
		return (TransactionSynchronizationManager.getResource(COMMITTED) instanceof Lease begin) ? begin : null;
	}

	/**
	 * One that has ended on another thread, as JTA may have it, is of no concern to what
	 * begins on this one.
	 */
	private static @Nullable Transaction bound() {
		if (TransactionSynchronizationManager
			.getResource(Transaction.class) instanceof ThreadTransactions synchronization) {
			if (synchronization.transaction.isOpen()) {
				return synchronization.transaction;
			}
			synchronization.unbind();
		}
		return null;
	}

	/**
	 * A transaction has begun on this thread.
	 * @param manager tells the transactions of one manager from those of others
	 * @param begin a lease taken before it began
	 */
	static void begun(Object manager, @Nullable Lease begin) {
		if (TransactionSynchronizationManager.isActualTransactionActive()
				&& TransactionSynchronizationManager.isSynchronizationActive() && bound() == null) {
			bind(manager, begin);
		}
	}

	/**
	 * Something inside the transaction of this thread was rolled back.
	 */
	static void partlyRolledBack() {
		Transaction bound = bound();
		if (bound != null) {
			bound.dropValues();
		}
	}

	/**
	 * The transaction of this thread is about to be committed by the database.
	 */
	static void committing() {
		if (TransactionSynchronizationManager.isSynchronizationActive()) {
			TransactionSynchronizationManager.getSynchronizations().forEach((each) -> {
				if (each instanceof ThreadTransactions synchronization) {
					synchronization.transaction.committing();
				}
			});
		}
	}

	private static Transaction bind(@Nullable Object manager, @Nullable Lease begin) {
		List<Transaction> around = SUSPENDED.get()
			.stream()
			.filter((other) -> manager == null || other.manager != manager)
			.map((other) -> other.transaction)
			.toList();
		ThreadTransactions synchronization = new ThreadTransactions(manager, new Transaction(begin,
				TransactionSynchronizationManager.isCurrentTransactionReadOnly(), around, Announcement.open()));
		TransactionSynchronizationManager.registerSynchronization(synchronization);
		TransactionSynchronizationManager.registerSynchronization(new BeforeCommit(synchronization.transaction));
		TransactionSynchronizationManager.bindResource(Transaction.class, synchronization);
		return synchronization.transaction;
	}

	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

	@Override
	public void suspend() {
		this.wasBound = unbind();
		SUSPENDED.get().add(this);
	}

	/**
	 * One that has committed is bound no more: a listener of the commit has another.
	 */
	@Override
	public void resume() {
		SUSPENDED.get().remove(this);
		if (this.wasBound) {
			TransactionSynchronizationManager.bindResource(Transaction.class, this);
		}
	}

	@Override
	public void savepointRollback(Object savepoint) {
		this.transaction.dropValues();
	}

	/**
	 * On the thread of the transaction, which the end of one that is led from outside may
	 * not be told on.
	 */
	@Override
	public void beforeCompletion() {
		unbind();
	}

	@Override
	public void afterCommit() {
		TransactionSynchronizationManager.unbindResourceIfPossible(COMMITTED);
		TransactionSynchronizationManager.bindResource(COMMITTED, this.transaction.begin());
		await(this.transaction::commit);
	}

	@Override
	public void afterCompletion(int status) {
		unbind();
		TransactionSynchronizationManager.unbindResourceIfPossible(COMMITTED);
		if (status == STATUS_COMMITTED) {
			await(this.transaction::commit);
		}
		else if (status == STATUS_ROLLED_BACK) {
			await(this.transaction::rollback);
		}
		else {
			await(this.transaction::suspect);
		}
	}

	private boolean unbind() {
		boolean bound = TransactionSynchronizationManager.getResource(Transaction.class) == this;
		if (bound) {
			TransactionSynchronizationManager.unbindResource(Transaction.class);
		}
		return bound;
	}

	private static void await(Supplier<? extends CompletableFuture<?>> effects) {
		try {
			Waiting.join(effects.get());
		}
		catch (CompletionException ex) {
			throw (ex.getCause() instanceof RuntimeException cause) ? cause : ex;
		}
	}

	/**
	 * Last of all, for the others may announce something yet.
	 */
	private record BeforeCommit(Transaction transaction) implements TransactionSynchronization {

		@Override
		public void beforeCommit(boolean readOnly) {
			await(this.transaction::beforeCommit);
		}

	}

}
