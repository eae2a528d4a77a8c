package io.regioncache.budget;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Keys of one cache, drawn from all that a sweep has seen with the same probability each
 * (Vitter's algorithm R), and how many of them must be measured.
 */
final class SizeSample {

	/**
	 * How many are measured first, to learn how much they differ.
	 */
	static final int FIRST = 200;

	/**
	 * How many are measured at most in one sweep.
	 */
	static final int MOST = 2500;

	/**
	 * The relative standard error that is good enough.
	 */
	private static final double ERROR = 0.007;

	private final List<byte[]> keys = new ArrayList<>();

	private final Random random;

	private long seen;

	private Measured measured = new Measured(0, 0, 0);

	SizeSample(Random random) {
		this.random = random;
	}

	void saw(byte[] key) {
		this.seen++;
		if (this.keys.size() < MOST) {
			this.keys.add(key);
		}
		else {
			long place = this.random.nextLong(this.seen);
			if (place < MOST) {
				this.keys.set((int) place, key);
			}
		}
	}

	/**
	 * Return the keys in an order that has nothing to do with where they lie.
	 */
	List<byte[]> shuffled() {
		Collections.shuffle(this.keys, this.random);
		return this.keys;
	}

	/**
	 * Note what a key takes (Welford's algorithm).
	 */
	void measured(long bytes) {
		this.measured = this.measured.and(bytes);
	}

	boolean isGood() {
		Measured measured = this.measured;
		return measured.count >= FIRST && measured.deviation() <= ERROR * measured.mean * Math.sqrt(measured.count);
	}

	double mean() {
		return this.measured.mean;
	}

	/**
	 * What was measured.
	 *
	 * @param count how many keys
	 * @param mean what one takes on average
	 * @param squares the squares of the differences from that, added up
	 */
	private record Measured(int count, double mean, double squares) {

		Measured and(long bytes) {
			double difference = bytes - this.mean;
			double mean = this.mean + difference / (this.count + 1);
			return new Measured(this.count + 1, mean, this.squares + difference * (bytes - mean));
		}

		double deviation() {
			return Math.sqrt(this.squares / (this.count - 1));
		}

	}

}
