package io.regioncache.writebehind;

import java.io.IOException;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.util.Set;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;

/**
 * Tells failures of a database from failures of what is written to it.
 */
final class Outages {

	private static final Set<String> BY_NAME = Set.of("org.springframework.dao.TransientDataAccessException",
			"org.springframework.dao.RecoverableDataAccessException",
			"org.springframework.dao.NonTransientDataAccessResourceException",
			"org.springframework.transaction.CannotCreateTransactionException");

	private Outages() {
	}

	static boolean isOutage(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof IOException || cause instanceof TimeoutException || isOutage(cause.getClass())
					|| (cause instanceof SQLException ex && isOutage(ex))) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Class 08 of SQL is about connections, 57 about operators, 53 about resources.
	 */
	private static boolean isOutage(SQLException ex) {
		String state = ex.getSQLState();
		return ex instanceof SQLTransientException || ex instanceof SQLRecoverableException
				|| ex instanceof SQLNonTransientConnectionException
				|| (state != null && (state.startsWith("08") || state.startsWith("57P") || state.startsWith("53")));
	}

	private static boolean isOutage(@Nullable Class<?> type) {
		return type != null && (BY_NAME.contains(type.getName()) || isOutage(type.getSuperclass()));
	}

}
