package io.regioncache.store.entry;

/**
 * What a reader is handed with a miss: the epoch of its region and the clock within it.
 * <p>
 * Leases of different epochs cannot be compared, only refused.
 *
 * @param epoch the epoch
 * @param number the clock at the time of the lookup
 */
public record Lease(long epoch, long number) {

	/**
	 * A lease under which nothing may be stored, nor anything made with it.
	 */
	public static final Lease VOID = new Lease(0, -1);

	/**
	 * Return the lease of a value that was made with a cached one.
	 * @param other the lease of the cached value
	 * @return the older of the two; {@link #isVoid() void} if they cannot be compared
	 */
	public Lease and(Lease other) {
		if (this.epoch != other.epoch) {
			return VOID;
		}
		return (this.number <= other.number) ? this : other;
	}

	/**
	 * Whether nothing may be stored under this lease.
	 * @return {@code true} if it came out of leases that cannot be compared
	 */
	public boolean isVoid() {
		return this.number < 0;
	}

}
