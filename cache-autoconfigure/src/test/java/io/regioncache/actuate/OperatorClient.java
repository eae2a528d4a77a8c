package io.regioncache.actuate;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.context.ApplicationContext;

/**
 * Calls the endpoint of an application as one of its users.
 */
final class OperatorClient {

	private static final HttpClient CLIENT = HttpClient.newHttpClient();

	private final String address;

	private final String endpoint;

	private final @Nullable String user;

	private OperatorClient(String address, String endpoint, @Nullable String user) {
		this.address = address;
		this.endpoint = endpoint;
		this.user = user;
	}

	static OperatorClient of(ApplicationContext application) {
		String port = application.getEnvironment().getRequiredProperty("local.server.port");
		return new OperatorClient("http://127.0.0.1:" + port + "/actuator", "/regions", null);
	}

	/**
	 * Call as a user whose password is the same as the name.
	 */
	OperatorClient as(@Nullable String user) {
		return new OperatorClient(this.address, this.endpoint, user);
	}

	/**
	 * Call another endpoint, such as the page; without an id, the actuator itself.
	 */
	OperatorClient endpoint(String id) {
		return new OperatorClient(this.address, id.isEmpty() ? id : '/' + id, this.user);
	}

	Answer get(String path) {
		return send(request(path).GET());
	}

	Answer post(String path, String json) {
		return send(request(path).header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString(json)));
	}

	private HttpRequest.Builder request(String path) {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(this.address + this.endpoint + path));
		if (this.user != null) {
			byte[] credentials = (this.user + ':' + this.user).getBytes(StandardCharsets.UTF_8);
			request.header("Authorization", "Basic " + Base64.getEncoder().encodeToString(credentials));
		}
		return request;
	}

	private static Answer send(HttpRequest.Builder request) {
		try {
			HttpResponse<String> response = CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
			return new Answer(response.statusCode(), response.body());
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * What was answered.
	 */
	record Answer(int status, String body) {

		JsonNode json() {
			return JsonMapper.shared().readTree(this.body);
		}

		String text(String pointer) {
			return json().at(pointer).asString("");
		}

	}

}
