package io.regioncache.store;

import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/**
 * Looks behind the wrappers that futures put around a failure.
 */
final class Failures {

	private Failures() {
	}

	static Throwable rootOf(Throwable ex) {
		Throwable root = ex;
		while ((root instanceof ExecutionException || root instanceof CompletionException) && root.getCause() != null) {
			root = root.getCause();
		}
		return root;
	}

}
