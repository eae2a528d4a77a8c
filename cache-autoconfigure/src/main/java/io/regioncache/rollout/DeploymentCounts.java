package io.regioncache.rollout;

/**
 * What this process has counted since its start.
 *
 * @param reads reads of all caches
 * @param hits those that were served from the cache
 * @param loads calls of the origin
 * @param refused values that were not stored because they cannot be
 * @param corrupt entries that could not be read
 * @param violations old values that the auditor has found to be served
 */
public record DeploymentCounts(long reads, long hits, long loads, long refused, long corrupt, long violations) {

	static final DeploymentCounts NONE = new DeploymentCounts(0, 0, 0, 0, 0, 0);

	/**
	 * Return these counts and others together.
	 */
	public DeploymentCounts and(DeploymentCounts more) {
		return new DeploymentCounts(this.reads + more.reads, this.hits + more.hits, this.loads + more.loads,
				this.refused + more.refused, this.corrupt + more.corrupt, this.violations + more.violations);
	}

	DeploymentCounts since(DeploymentCounts before) {
		return new DeploymentCounts(this.reads - before.reads, this.hits - before.hits, this.loads - before.loads,
				this.refused - before.refused, this.corrupt - before.corrupt, this.violations - before.violations);
	}

}
