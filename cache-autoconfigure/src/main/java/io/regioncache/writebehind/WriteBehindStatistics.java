package io.regioncache.writebehind;

import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/**
 * What has happened to the changes of one cache in this process, and what it has last
 * seen in the region.
 */
public final class WriteBehindStatistics {

	private final LongAdder written = new LongAdder();

	private final LongAdder batches = new LongAdder();

	private final LongAdder failures = new LongAdder();

	private final LongAdder parkings = new LongAdder();

	private final LongAdder writtenThrough = new LongAdder();

	private final LongAdder rejected = new LongAdder();

	private volatile TakenChanges seen = new TakenChanges(0, 0, 0, List.of());

	void saw(TakenChanges taken) {
		this.seen = taken;
	}

	void wrote(int changes) {
		this.written.add(changes);
		this.batches.increment();
	}

	void failed() {
		this.failures.increment();
	}

	void parked() {
		this.parkings.increment();
	}

	void wroteThrough() {
		this.writtenThrough.increment();
	}

	void rejected() {
		this.rejected.increment();
	}

	/**
	 * Return how many changes were written.
	 * @return the number since the start
	 */
	public long written() {
		return this.written.sum();
	}

	/**
	 * Return in how many batches.
	 * @return the number since the start
	 */
	public long batches() {
		return this.batches.sum();
	}

	/**
	 * Return how many batches were not written, or not as a whole.
	 * @return the number since the start
	 */
	public long failures() {
		return this.failures.sum();
	}

	/**
	 * Return how many changes were parked.
	 * @return the number since the start
	 */
	public long parkings() {
		return this.parkings.sum();
	}

	/**
	 * Return how many changes puts have written themselves.
	 * @return the number since the start
	 */
	public long writtenThrough() {
		return this.writtenThrough.sum();
	}

	/**
	 * Return how many changes were not acknowledged.
	 * @return the number since the start
	 */
	public long rejections() {
		return this.rejected.sum();
	}

	/**
	 * Return how many keys have a change that is not written.
	 * @return the number as this process has last seen it
	 */
	public long pending() {
		return this.seen.pending();
	}

	/**
	 * Return how many of these are parked.
	 * @return the number as this process has last seen it
	 */
	public long parkedNow() {
		return this.seen.parked();
	}

	/**
	 * Return how long the oldest change has waited that is not parked.
	 * @return the time in milliseconds as this process has last seen it
	 */
	public long oldestMillis() {
		return this.seen.oldestMillis();
	}

}
