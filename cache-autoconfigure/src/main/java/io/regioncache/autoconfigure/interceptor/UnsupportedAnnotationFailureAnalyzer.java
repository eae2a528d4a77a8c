package io.regioncache.autoconfigure.interceptor;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Says which annotation of JSR-107 stopped the start, and what to write instead.
 */
final class UnsupportedAnnotationFailureAnalyzer extends AbstractFailureAnalyzer<UnsupportedAnnotationException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, UnsupportedAnnotationException cause) {
		return new FailureAnalysis(cause.getMessage(), cause.action(), cause);
	}

}
