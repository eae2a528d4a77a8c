package io.regioncache.replication.warming;

import java.time.Duration;
import java.util.List;

/**
 * Tells several listeners.
 *
 * @param listeners the listeners
 */
public record WarmUpListeners(List<WarmUpListener> listeners) implements WarmUpListener {

	@Override
	public void copied(String neighbor, int copied, int refused, long bytes) {
		this.listeners.forEach((listener) -> listener.copied(neighbor, copied, refused, bytes));
	}

	@Override
	public void finished(String neighbor, Duration took) {
		this.listeners.forEach((listener) -> listener.finished(neighbor, took));
	}

}
