package io.regioncache.cache.transaction;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.core.Ordered;
import org.springframework.transaction.NoTransactionException;
import org.springframework.transaction.reactive.TransactionSynchronization;
import org.springframework.transaction.reactive.TransactionSynchronizationManager;
import org.springframework.util.ClassUtils;

/**
 * The transaction of the current subscription, where spring-tx is there.
 * <p>
 * Its begin is not known, since Spring tells it to listeners that cannot see the
 * subscription: nothing that is read inside is stored, and a put only invalidates.
 */
public final class ReactiveTransactions {

	private static final boolean PRESENT = ClassUtils.isPresent(
			"org.springframework.transaction.reactive.TransactionSynchronizationManager",
			ReactiveTransactions.class.getClassLoader());

	private ReactiveTransactions() {
	}

	/**
	 * Return the transaction that the subscriber is in.
	 * @return the transaction, or empty if there is none
	 */
	public static Mono<Transaction> current() {
		return PRESENT ? Synchronization.current() : Mono.empty();
	}

	/**
	 * First of all synchronizations, as for transactions of threads.
	 */
	private record Synchronization(TransactionSynchronizationManager manager,
			Transaction transaction) implements TransactionSynchronization, Ordered {

		static Mono<Transaction> current() {
			return TransactionSynchronizationManager.forCurrentTransaction()
				.mapNotNull(Synchronization::transaction)
				.onErrorComplete(NoTransactionException.class);
		}

		private static @Nullable Transaction transaction(TransactionSynchronizationManager manager) {
			if (!manager.isActualTransactionActive()) {
				return null;
			}
			if (manager.getResource(Transaction.class) instanceof Transaction bound) {
				return bound;
			}
			if (!manager.isSynchronizationActive()) {
				return Transaction.ENDING;
			}
			Transaction transaction = new Transaction(null, manager.isCurrentTransactionReadOnly(), List.of(),
					List.of());
			manager.registerSynchronization(new Synchronization(manager, transaction));
			manager.registerSynchronization(new BeforeCommit(transaction));
			manager.bindResource(Transaction.class, transaction);
			return transaction;
		}

		@Override
		public int getOrder() {
			return Ordered.HIGHEST_PRECEDENCE;
		}

		@Override
		public Mono<Void> suspend() {
			return Mono.fromRunnable(() -> this.manager.unbindResourceIfPossible(Transaction.class));
		}

		@Override
		public Mono<Void> resume() {
			return Mono.fromRunnable(() -> this.manager.bindResource(Transaction.class, this.transaction));
		}

		@Override
		public Mono<Void> afterCommit() {
			return mono(this.transaction::commit);
		}

		@Override
		public Mono<Void> afterCompletion(int status) {
			this.manager.unbindResourceIfPossible(Transaction.class);
			return switch (status) {
				case STATUS_COMMITTED -> mono(this.transaction::commit);
				case STATUS_ROLLED_BACK -> mono(this.transaction::rollback);
				default -> mono(this.transaction::suspect);
			};
		}

		private static Mono<Void> mono(Supplier<CompletableFuture<Void>> effects) {
			return Mono.defer(() -> Mono.fromFuture(effects.get(), true));
		}

	}

	/**
	 * Last of all, for the others may announce something yet.
	 */
	private record BeforeCommit(Transaction transaction) implements TransactionSynchronization {

		@Override
		public Mono<Void> beforeCommit(boolean readOnly) {
			return Mono.defer(() -> Mono.fromFuture(this.transaction.beforeCommit(), true)).then();
		}

	}

}
