package io.regioncache.replication.warming;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts what one warm-up has done.
 */
final class WarmUpProgress {

	private final AtomicLong copied = new AtomicLong();

	private final AtomicLong refused = new AtomicLong();

	private final AtomicLong bytes = new AtomicLong();

	private final String neighbor;

	private final WarmUpListener listener;

	WarmUpProgress(String neighbor, WarmUpListener listener) {
		this.neighbor = neighbor;
		this.listener = listener;
	}

	String neighbor() {
		return this.neighbor;
	}

	void add(int stored, int lost, long size) {
		if (stored + lost > 0) {
			this.copied.addAndGet(stored);
			this.refused.addAndGet(lost);
			this.bytes.addAndGet(size);
			this.listener.copied(this.neighbor, stored, lost, size);
		}
	}

	long copied() {
		return this.copied.get();
	}

	@Override
	public String toString() {
		return "%,d entries copied (%,d kB), %,d passed over".formatted(this.copied.get(), this.bytes.get() / 1000,
				this.refused.get());
	}

}
