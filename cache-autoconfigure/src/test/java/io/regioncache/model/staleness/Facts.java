package io.regioncache.model.staleness;

import java.util.Arrays;

/**
 * A state of {@link StalenessModel}.
 */
final class Facts {

	private final byte[] values;

	private Facts(byte[] values) {
		this.values = values;
	}

	static Facts none() {
		return new Facts(new byte[Fact.values().length]);
	}

	int get(Fact fact) {
		return this.values[fact.ordinal()];
	}

	boolean is(Fact fact) {
		return get(fact) != 0;
	}

	Facts with(Fact fact, int value) {
		byte[] values = this.values.clone();
		values[fact.ordinal()] = (byte) value;
		return new Facts(values);
	}

	Facts without(Fact... facts) {
		byte[] values = this.values.clone();
		for (Fact fact : facts) {
			values[fact.ordinal()] = 0;
		}
		return new Facts(values);
	}

	/**
	 * The time as it is kept.
	 */
	int stamp() {
		return get(Fact.NOW) + 1;
	}

	@Override
	public boolean equals(Object other) {
		return other instanceof Facts facts && Arrays.equals(this.values, facts.values);
	}

	@Override
	public int hashCode() {
		return Arrays.hashCode(this.values);
	}

	@Override
	public String toString() {
		return Arrays.toString(this.values);
	}

}
