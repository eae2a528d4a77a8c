package io.regioncache.testkit;

import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What has happened in a {@link Race}.
 */
final class RaceScore {

	private final AtomicLong reads = new AtomicLong();

	private final AtomicLong loads = new AtomicLong();

	private final AtomicLong overlaps = new AtomicLong();

	private final AtomicLong invalidations = new AtomicLong();

	private final Queue<String> stale = new ConcurrentLinkedQueue<>();

	private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

	/**
	 * Notes that a read has returned.
	 * @param loaded whether it had to load
	 * @param overlapped whether something newer was committed since that load had read,
	 * so that it had a chance to publish an old value; it counts once, however many
	 * commits there were
	 */
	void read(boolean loaded, boolean overlapped) {
		this.reads.incrementAndGet();
		if (loaded) {
			this.loads.incrementAndGet();
		}
		if (overlapped) {
			this.overlaps.incrementAndGet();
		}
	}

	void invalidated() {
		this.invalidations.incrementAndGet();
	}

	void stale(String description) {
		this.stale.add(description);
	}

	void failed(Throwable failure) {
		this.failures.add(failure);
	}

	long reads() {
		return this.reads.get();
	}

	long overlaps() {
		return this.overlaps.get();
	}

	long invalidations() {
		return this.invalidations.get();
	}

	boolean isLost() {
		return !this.failures.isEmpty() || !this.stale.isEmpty();
	}

	void assertWon(Object... notes) {
		assertThat(this.failures).isEmpty();
		assertThat(this.stale).as(this + "; " + Arrays.toString(notes)).isEmpty();
	}

	@Override
	public String toString() {
		return "%s reads, %s loads, %s of them overlapped by an invalidation, %s invalidations, %d stale reads"
			.formatted(this.reads, this.loads, this.overlaps, this.invalidations, this.stale.size());
	}

}
