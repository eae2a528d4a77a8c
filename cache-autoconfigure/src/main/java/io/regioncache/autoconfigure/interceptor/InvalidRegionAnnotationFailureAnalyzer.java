package io.regioncache.autoconfigure.interceptor;

import io.regioncache.interceptor.InvalidRegionAnnotationException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Says which annotation stopped the start, and what to write instead.
 */
final class InvalidRegionAnnotationFailureAnalyzer extends AbstractFailureAnalyzer<InvalidRegionAnnotationException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, InvalidRegionAnnotationException cause) {
		return new FailureAnalysis(cause.getDescription(), cause.getAction(), cause);
	}

}
