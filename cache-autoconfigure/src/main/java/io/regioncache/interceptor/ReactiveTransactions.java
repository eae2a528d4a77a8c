package io.regioncache.interceptor;

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
 */
final class ReactiveTransactions {

	private static final boolean PRESENT = ClassUtils.isPresent(
			"org.springframework.transaction.reactive.TransactionSynchronizationManager",
			ReactiveTransactions.class.getClassLoader());

	private ReactiveTransactions() {
	}

	/**
	 * Return what holds the effects of calls until the current transaction commits.
	 * @return the effects held, or empty without a transaction
	 */
	static Mono<HeldEffects> current() {
		return PRESENT ? Synchronization.current() : Mono.empty();
	}

	/**
	 * First of all synchronizations, as for transactions of threads.
	 */
	private record Synchronization(TransactionSynchronizationManager manager,
			HeldEffects effects) implements TransactionSynchronization, Ordered {

		static Mono<HeldEffects> current() {
			return TransactionSynchronizationManager.forCurrentTransaction()
				.mapNotNull(Synchronization::effects)
				.onErrorComplete(NoTransactionException.class);
		}

		private static @Nullable HeldEffects effects(TransactionSynchronizationManager manager) {
			if (!manager.isActualTransactionActive() || !manager.isSynchronizationActive()) {
				return null;
			}
			if (manager.getResource(HeldEffects.class) instanceof HeldEffects effects) {
				return effects;
			}
			HeldEffects effects = new HeldEffects();
			manager.registerSynchronization(new Synchronization(manager, effects));
			manager.bindResource(HeldEffects.class, effects);
			return effects;
		}

		@Override
		public int getOrder() {
			return Ordered.HIGHEST_PRECEDENCE;
		}

		@Override
		public Mono<Void> suspend() {
			return Mono.fromRunnable(() -> this.manager.unbindResourceIfPossible(HeldEffects.class));
		}

		@Override
		public Mono<Void> resume() {
			return Mono.fromRunnable(() -> this.manager.bindResource(HeldEffects.class, this.effects));
		}

		@Override
		public Mono<Void> afterCommit() {
			return mono(this.effects::commitAsync);
		}

		@Override
		public Mono<Void> afterCompletion(int status) {
			this.manager.unbindResourceIfPossible(HeldEffects.class);
			return switch (status) {
				case STATUS_COMMITTED -> mono(this.effects::commitAsync);
				case STATUS_ROLLED_BACK -> Mono.fromRunnable(this.effects::rollback);
				default -> mono(this.effects::suspectAsync);
			};
		}

		private static Mono<Void> mono(Supplier<CompletableFuture<Void>> effects) {
			return Mono.defer(() -> Mono.fromFuture(effects.get(), true));
		}

	}

}
