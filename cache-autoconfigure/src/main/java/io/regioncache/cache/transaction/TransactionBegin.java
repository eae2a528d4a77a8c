package io.regioncache.cache.transaction;

import java.util.function.Supplier;

import io.regioncache.store.entry.Lease;
import org.jspecify.annotations.Nullable;

import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.TransactionExecutionListener;
import org.springframework.transaction.TransactionStatus;

/**
 * Notes how far the home region has come when a transaction of one manager begins: what
 * the transaction reads is as old as that. And when the database is asked to commit it,
 * for after that nobody can be sure of a rollback.
 * <p>
 * It asks nobody, but takes what was last seen of the region, a second ago at most if the
 * region can be reached: a lease that is too old is always safe. A transaction whose
 * begin went unnoticed stores nothing.
 */
public final class TransactionBegin implements TransactionExecutionListener {

	private final Supplier<@Nullable Lease> observed;

	private final ThreadLocal<@Nullable Note> note = new ThreadLocal<>();

	/**
	 * Create a listener for one transaction manager.
	 * @param observed tells how far the home region had come when it was last seen;
	 * {@code null} if that is not known
	 */
	public TransactionBegin(Supplier<@Nullable Lease> observed) {
		this.observed = observed;
	}

	@Override
	public void beforeBegin(TransactionExecution transaction) {
		if (transaction instanceof TransactionStatus) {
			this.note.set(new Note(transaction, this.observed.get()));
		}
	}

	@Override
	public void afterBegin(TransactionExecution transaction, @Nullable Throwable failure) {
		Note note = this.note.get();
		this.note.remove();
		// A savepoint begins nothing: what it sees is what its transaction sees.
		if (failure == null && note != null && note.transaction() == transaction && !transaction.isNested()) {
			ThreadTransactions.begun(this, note.lease());
		}
	}

	@Override
	public void beforeCommit(TransactionExecution transaction) {
		if (transaction instanceof TransactionStatus && !transaction.isNested()) {
			ThreadTransactions.committing();
		}
	}

	@Override
	public void afterRollback(TransactionExecution transaction, @Nullable Throwable failure) {
		if (transaction instanceof TransactionStatus && transaction.isNested()) {
			ThreadTransactions.partlyRolledBack();
		}
	}

	private record Note(TransactionExecution transaction, @Nullable Lease lease) {
	}

}
