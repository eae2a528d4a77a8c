package io.regioncache.autoconfigure.diagnostics;

import io.regioncache.region.RegionConfigurationException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Tells what to type when the regions are configured in a way that cannot work.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class RegionConfigurationFailureAnalyzer extends AbstractFailureAnalyzer<RegionConfigurationException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, RegionConfigurationException cause) {
		return analysis(cause);
	}

	static FailureAnalysis analysis(RegionConfigurationException cause) {
		return new FailureAnalysis(cause.getMessage(), cause.getAction(), cause);
	}

}
