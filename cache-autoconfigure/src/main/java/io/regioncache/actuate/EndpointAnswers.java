package io.regioncache.actuate;

import java.util.Map;
import java.util.function.Supplier;

import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

/**
 * Builds the answers of endpoints, also to requests that cannot be served.
 */
final class EndpointAnswers {

	private EndpointAnswers() {
	}

	/**
	 * Answer, or say what is wrong with the request.
	 */
	static WebEndpointResponse<?> of(Supplier<?> answer) {
		try {
			return new WebEndpointResponse<>(answer.get());
		}
		catch (InvalidRequestException ex) {
			return invalid(String.valueOf(ex.getMessage()));
		}
	}

	static WebEndpointResponse<?> invalid(String message) {
		return error(WebEndpointResponse.STATUS_BAD_REQUEST, message);
	}

	static WebEndpointResponse<?> notFound(String message) {
		return error(WebEndpointResponse.STATUS_NOT_FOUND, message);
	}

	private static WebEndpointResponse<?> error(int status, String message) {
		return new WebEndpointResponse<>(Map.of("error", message), status);
	}

}
