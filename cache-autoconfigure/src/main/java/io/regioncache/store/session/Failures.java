package io.regioncache.store.session;

import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisConnectionException;
import org.jspecify.annotations.Nullable;

/**
 * What a failure means: behind the wrappers that futures put around it, and by what a
 * server says.
 */
public final class Failures {

	private static final String[] REFUSALS = { "OOM", "WRONGTYPE", "MISCONF", "NOREPLICAS" };

	private static final String[] OF_THE_MOMENT = { "MISCONF", "NOREPLICAS" };

	private static final String[] OF_SERVER = { "MOVED", "ASK", "READONLY", "CLUSTERDOWN", "MASTERDOWN", "LOADING",
			"TRYAGAIN" };

	private static final String[] OTHER_TYPE = { "WRONGTYPE" };

	private static final String[] FORBIDDEN = { "NOPERM" };

	private Failures() {
	}

	public static Throwable rootOf(Throwable ex) {
		Throwable root = ex;
		while ((root instanceof ExecutionException || root instanceof CompletionException) && root.getCause() != null) {
			root = root.getCause();
		}
		return root;
	}

	/**
	 * Say what has failed, for the log.
	 * @param ex what was thrown
	 * @return the reason, without what it was wrapped in, and what to do where that is
	 * known
	 */
	public static String describe(Throwable ex) {
		Throwable root = rootOf(ex);
		String message = root.getMessage();
		if (root instanceof RegionUnavailableException && message != null) {
			return message;
		}
		if (root instanceof TimeoutException) {
			return (message != null) ? message : "no answer in time";
		}
		return advise(root, message);
	}

	private static String advise(Throwable root, @Nullable String message) {
		String advice = ConnectionAdvice.of(root);
		if (advice == null) {
			return root.toString();
		}
		return (root instanceof RedisConnectionException && message != null)
				? message.replace("/<unresolved>", "") + ": " + advice : advice;
	}

	/**
	 * Whether the server works, but will not do this.
	 */
	public static boolean isRefusal(Throwable ex) {
		return says(ex, REFUSALS);
	}

	/**
	 * Whether the server refuses what is sent, but may take it later: it takes no writes
	 * at present, or it is not the one to talk to.
	 */
	public static boolean isForNow(Throwable ex) {
		return says(ex, OF_THE_MOMENT) || isAboutServer(ex);
	}

	/**
	 * Whether it is not, or not at present, the server to talk to.
	 */
	public static boolean isAboutServer(Throwable ex) {
		return says(ex, OF_SERVER);
	}

	/**
	 * Whether what lies under a key is not what the command is for.
	 */
	public static boolean isOfAnotherType(Throwable ex) {
		return says(ex, OTHER_TYPE);
	}

	/**
	 * Whether the server works, but its user may not do this.
	 */
	public static boolean isForbidden(Throwable ex) {
		return says(ex, FORBIDDEN);
	}

	/**
	 * Whether a server has answered, be it with an error.
	 */
	public static boolean isAnswer(Throwable ex) {
		return ex instanceof RedisCommandExecutionException;
	}

	private static boolean says(Throwable ex, String[] beginnings) {
		String message = (ex instanceof RedisCommandExecutionException) ? ex.getMessage() : null;
		if (message != null) {
			for (String beginning : beginnings) {
				if (message.startsWith(beginning)) {
					return true;
				}
			}
		}
		return false;
	}

}
