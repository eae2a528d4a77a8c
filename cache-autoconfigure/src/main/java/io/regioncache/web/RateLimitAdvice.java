package io.regioncache.web;

import java.util.List;

import io.regioncache.ratelimit.RateLimitDecision;
import io.regioncache.ratelimit.RateLimitExceededException;

import org.springframework.core.Ordered;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;

/**
 * Answers a request whose controller has called a method that a limit rejects. An
 * application that wants another answer declares an advice of a higher precedence.
 */
@ControllerAdvice
public final class RateLimitAdvice implements Ordered {

	private final RateLimitAnswers answers;

	/**
	 * Create an advice.
	 * @param answers what clients are told
	 */
	public RateLimitAdvice(RateLimitAnswers answers) {
		this.answers = answers;
	}

	@Override
	public int getOrder() {
		return 0;
	}

	/**
	 * Answer for a call that was rejected.
	 * @param exception what the call has failed with
	 * @return the response
	 */
	@ExceptionHandler
	public ResponseEntity<byte[]> rejected(RateLimitExceededException exception) {
		RateLimitDecision decision = exception.getDecision();
		ResponseEntity.BodyBuilder response = ResponseEntity.status(RateLimitAnswers.status(decision))
			.contentType(MediaType.APPLICATION_PROBLEM_JSON);
		this.answers.fields(List.of(decision)).forEach((field) -> response.header(field.getKey(), field.getValue()));
		return response.body(RateLimitAnswers.problem(decision));
	}

}
