package io.regioncache.caller;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;

/**
 * Several scopes of one thread: all are bound, or none is, and each is closed although
 * another fails to. The thread may belong to a pool, and must not stay its caller's.
 */
public final class BoundScopes implements CallerScope {

	private final Deque<CallerScope> bound = new ArrayDeque<>();

	/**
	 * Bind one more scope.
	 * @param scope binds it; if that fails, all that were bound before are closed
	 * @return this
	 */
	public BoundScopes bind(Supplier<? extends CallerScope> scope) {
		try {
			this.bound.push(scope.get());
			return this;
		}
		catch (RuntimeException | Error ex) {
			closeAfter(ex);
			throw ex;
		}
	}

	/**
	 * Close all because of a failure, which is more important than those of closing.
	 */
	private void closeAfter(Throwable failure) {
		try {
			close();
		}
		catch (RuntimeException | Error ex) {
			failure.addSuppressed(ex);
		}
	}

	/**
	 * Close all scopes, the last one first.
	 */
	@Override
	public void close() {
		CallerScope last = this.bound.poll();
		if (last != null) {
			try {
				last.close();
			}
			finally {
				close();
			}
		}
	}

}
