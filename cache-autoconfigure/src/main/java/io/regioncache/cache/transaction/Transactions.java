package io.regioncache.cache.transaction;

import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;

/**
 * The transaction of the current thread, where spring-tx is there.
 */
public final class Transactions {

	private static final boolean PRESENT = ClassUtils.isPresent(
			"org.springframework.transaction.support.TransactionSynchronizationManager",
			Transactions.class.getClassLoader());

	private Transactions() {
	}

	/**
	 * Return the transaction that the caller is in.
	 * @return the transaction, or {@code null} if there is none
	 */
	public static @Nullable Transaction current() {
		return PRESENT ? ThreadTransactions.current() : null;
	}

}
