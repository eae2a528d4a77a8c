package io.regioncache.replication;

/**
 * What has happened in simulations, so that none is empty.
 */
final class Tally {

	int writes;

	int records;

	int transfers;

	int flushes;

	int refused;

	int hits;

	int lateFills;

	int lostAnswers;

	int faults;

	int arrivals;

	int refusedValues;

	void add(Tally other) {
		this.writes += other.writes;
		this.records += other.records;
		this.transfers += other.transfers;
		this.flushes += other.flushes;
		this.refused += other.refused;
		this.hits += other.hits;
		this.lateFills += other.lateFills;
		this.lostAnswers += other.lostAnswers;
		this.faults += other.faults;
		this.arrivals += other.arrivals;
		this.refusedValues += other.refusedValues;
	}

	@Override
	public String toString() {
		return ("%,d writes, %,d records pulled, %,d transfers, %,d of them marking everything, %,d refused for their "
				+ "cursor, %,d hits, %,d fills too late, %,d answers lost, %,d faults, %,d values "
				+ "stored on arrival, %,d refused")
			.formatted(this.writes, this.records, this.transfers, this.flushes, this.refused, this.hits, this.lateFills,
					this.lostAnswers, this.faults, this.arrivals, this.refusedValues);
	}

}
