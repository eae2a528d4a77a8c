package io.regioncache.rollout;

/**
 * What this process has counted since its start.
 *
 * @param reads reads of all caches
 * @param loads calls of the origin
 * @param refused values that were not stored because they cannot be
 * @param corrupt entries that could not be read
 * @param violations old values that the auditor has found to be served
 */
public record DeploymentCounts(ReadCounts reads, long loads, long refused, long corrupt, long violations) {

	static final DeploymentCounts NONE = new DeploymentCounts(ReadCounts.NONE, 0, 0, 0, 0);

	/**
	 * Return these counts and others together.
	 */
	public DeploymentCounts and(DeploymentCounts more) {
		return new DeploymentCounts(this.reads.and(more.reads), this.loads + more.loads, this.refused + more.refused,
				this.corrupt + more.corrupt, this.violations + more.violations);
	}

	DeploymentCounts since(DeploymentCounts before) {
		return new DeploymentCounts(this.reads.since(before.reads), this.loads - before.loads,
				this.refused - before.refused, this.corrupt - before.corrupt, this.violations - before.violations);
	}

}
