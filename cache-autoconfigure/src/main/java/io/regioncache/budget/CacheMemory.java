package io.regioncache.budget;

/**
 * How much memory a cache takes, and its budget. Only the process that keeps the budgets
 * of its region knows the estimate.
 *
 * @param budget how many bytes the entries of the cache may take in a region
 * @param estimate how many they take; -1 if another process keeps the budgets
 * @param removed how many entries this process has removed for the budget
 */
public record CacheMemory(long budget, long estimate, long removed) {

	/**
	 * Return by how many bytes the cache exceeds its budget.
	 * @return the number, 0 if it does not, or if that is not known
	 */
	public long over() {
		return (this.estimate > this.budget) ? this.estimate - this.budget : 0;
	}

}
