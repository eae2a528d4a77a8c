package io.regioncache.replication;

import java.time.Duration;
import java.util.List;

import io.regioncache.replication.redis.RecordRefusal;
import io.regioncache.replication.redis.TransferFlood;

/**
 * Tells several listeners.
 *
 * @param listeners the listeners
 */
public record ReplicationListeners(List<ReplicationListener> listeners) implements ReplicationListener {

	@Override
	public void applied(String source, int records, Duration sincePublished) {
		this.listeners.forEach((listener) -> listener.applied(source, records, sincePublished));
	}

	@Override
	public void refused(String source, RecordRefusal refusal, int records) {
		this.listeners.forEach((listener) -> listener.refused(source, refusal, records));
	}

	@Override
	public void failover(String source, boolean kept) {
		this.listeners.forEach((listener) -> listener.failover(source, kept));
	}

	@Override
	public void invalidated(String source, TransferFlood flood) {
		this.listeners.forEach((listener) -> listener.invalidated(source, flood));
	}

	@Override
	public void recovered(boolean kept, Duration took) {
		this.listeners.forEach((listener) -> listener.recovered(kept, took));
	}

	@Override
	public void added(String region) {
		this.listeners.forEach((listener) -> listener.added(region));
	}

	@Override
	public void removed(String region) {
		this.listeners.forEach((listener) -> listener.removed(region));
	}

}
