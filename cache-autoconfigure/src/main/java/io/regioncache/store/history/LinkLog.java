package io.regioncache.store.history;

import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import io.regioncache.store.entry.Scope;
import io.regioncache.store.log.MarkerWrite;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Tells what happens to the connection of a region, until it is closed: what fails
 * because of that is no news. What is lost by it is.
 */
public final class LinkLog {

	private static final Log logger = LogFactory.getLog(LinkLog.class);

	private final String region;

	private final AtomicBoolean late = new AtomicBoolean();

	private final AtomicBoolean closing = new AtomicBoolean();

	private final AtomicBoolean closed = new AtomicBoolean();

	public LinkLog(String region) {
		this.region = region;
	}

	public void info(String message) {
		if (!this.closing.get()) {
			logger.info(message);
		}
	}

	public void warn(String message) {
		if (!this.closing.get()) {
			logger.warn(message);
		}
	}

	/**
	 * Expect that things fail from now on.
	 */
	public void closing() {
		this.closing.set(true);
	}

	/**
	 * The connection is closed.
	 * @param deferred gives what could not be applied before, and never will be
	 */
	public void closed(Supplier<Set<MarkerWrite>> deferred) {
		boolean before = this.closed.getAndSet(true);
		Set<MarkerWrite> lost = deferred.get();
		if (!before && !lost.isEmpty()) {
			logger.warn(("Region %s: %s could not be applied before the cache was closed. Other processes may serve "
					+ "the old values until their time to live ends: invalidate them again once Redis can be reached, "
					+ "or clear the caches concerned")
				.formatted(this.region, number(lost)));
		}
	}

	private static String number(Set<MarkerWrite> lost) {
		if (lost.stream().anyMatch((mark) -> mark.scope().equals(Scope.ALL))) {
			return "an invalidation of everything";
		}
		return (lost.size() > 1) ? lost.size() + " invalidations" : "1 invalidation";
	}

	/**
	 * Something was to be invalidated that is kept, for nothing where the connection is
	 * closed.
	 */
	void deferred() {
		if (this.closed.get() && this.late.compareAndSet(false, true)) {
			logger.warn(("Region %s: an invalidation was asked for after the cache was closed, and is lost. Other "
					+ "processes may serve the old value until its time to live ends. End what invalidates before the "
					+ "application context has closed, or with the bean that does it")
				.formatted(this.region));
		}
	}

}
