package io.regioncache.benchmarks.growth;

import io.regioncache.benchmarks.Report;
import io.regioncache.benchmarks.replication.RegionCountReport;

/**
 * Invalidations, by the number of regions in a mesh.
 */
final class RegionCurve implements GrowthReport.Curve {

	@Override
	public void measure(Report report) {
		RegionCountReport.measure(report);
	}

}
