package io.regioncache.interceptor;

import org.jspecify.annotations.Nullable;

import org.springframework.core.Ordered;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.util.ClassUtils;

/**
 * The transaction of the current thread, where spring-tx is there.
 */
final class Transactions {

	private static final boolean PRESENT = ClassUtils.isPresent(
			"org.springframework.transaction.support.TransactionSynchronizationManager",
			Transactions.class.getClassLoader());

	private Transactions() {
	}

	/**
	 * Return what holds the effects of calls until the current transaction commits.
	 * @return the effects held, or {@code null} without a transaction
	 */
	static @Nullable HeldEffects current() {
		return PRESENT ? Synchronization.current() : null;
	}

	/**
	 * Return whether the current transaction has written something that the caches do not
	 * know yet, so that reads must bypass them.
	 * @return whether it has
	 */
	static boolean holdEffects() {
		return PRESENT && Synchronization.holdEffects();
	}

	/**
	 * First of all synchronizations, so that none can fail before it, and listeners that
	 * follow the commit read what is new.
	 */
	private record Synchronization(HeldEffects effects) implements TransactionSynchronization {

		static @Nullable HeldEffects current() {
			if (!TransactionSynchronizationManager.isActualTransactionActive()
					|| !TransactionSynchronizationManager.isSynchronizationActive()) {
				return null;
			}
			if (TransactionSynchronizationManager.getResource(HeldEffects.class) instanceof HeldEffects effects) {
				return effects;
			}
			HeldEffects effects = new HeldEffects();
			TransactionSynchronizationManager.registerSynchronization(new Synchronization(effects));
			TransactionSynchronizationManager.bindResource(HeldEffects.class, effects);
			return effects;
		}

		static boolean holdEffects() {
			return TransactionSynchronizationManager.getResource(HeldEffects.class) instanceof HeldEffects effects
					&& !effects.isEmpty();
		}

		@Override
		public int getOrder() {
			return Ordered.HIGHEST_PRECEDENCE;
		}

		@Override
		public void suspend() {
			TransactionSynchronizationManager.unbindResourceIfPossible(HeldEffects.class);
		}

		@Override
		public void resume() {
			TransactionSynchronizationManager.bindResource(HeldEffects.class, this.effects);
		}

		@Override
		public void savepointRollback(Object savepoint) {
			this.effects.dropValues();
		}

		@Override
		public void afterCommit() {
			this.effects.commit();
		}

		@Override
		public void afterCompletion(int status) {
			TransactionSynchronizationManager.unbindResourceIfPossible(HeldEffects.class);
			if (status == STATUS_COMMITTED) {
				this.effects.commit();
			}
			else if (status == STATUS_ROLLED_BACK) {
				this.effects.rollback();
			}
			else {
				this.effects.suspect();
			}
		}

	}

}
