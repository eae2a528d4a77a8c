package io.regioncache.autoconfigure.websession;

import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;

import io.regioncache.testkit.RedisExtension;
import io.regioncache.websession.WebSessions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What sessions are to Spring Session's cookie and to Spring Security, over HTTP.
 */
abstract class SessionsOverHttp {

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.shared();

	private static ConfigurableApplicationContext application;

	SessionBrowser browser;

	/**
	 * Start the application.
	 * @param url the address of Redis
	 */
	abstract ConfigurableApplicationContext run(String url);

	/**
	 * Destroy all sessions of a user.
	 */
	abstract void destroyAllOf(ConfigurableApplicationContext application, String user);

	@BeforeEach
	void start() {
		if (application == null) {
			application = run(redis.server().url());
		}
		this.browser = browser();
		await().until(() -> {
			this.browser.post("/attributes", "name", "color", "value", "red");
			return !application.getBean(WebSessions.class).isRecovering()
					&& this.browser.get("/attributes").equals("200 {color=red}");
		});
	}

	@AfterAll
	static void stop() {
		if (application != null) {
			application.close();
			application = null;
		}
	}

	static SessionBrowser browser() {
		return new SessionBrowser(application.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
	}

	static String login(SessionBrowser browser) {
		return browser.post("/login", "username", "ann", "password", "secret");
	}

	@Test
	void requestsAtOnceDoNotUndoEachOther() {
		CompletableFuture<HttpResponse<String>> one = this.browser.posting("/attributes/at-once", "name", "size",
				"value", "large");
		CompletableFuture<HttpResponse<String>> other = this.browser.posting("/attributes/at-once", "name", "color",
				"value", "blue");
		assertThat(one.join().statusCode()).isEqualTo(200);
		assertThat(other.join().statusCode()).isEqualTo(200);
		assertThat(this.browser.get("/attributes")).isEqualTo("200 {color=blue, size=large}");
	}

	@Test
	void aLoginChangesTheIdAndKeepsWhatTheSessionHolds() {
		SessionBrowser former = this.browser.copy();
		assertThat(this.browser.get("/user")).isEqualTo("401");
		assertThat(login(this.browser)).isEqualTo("204");
		assertThat(this.browser.cookie()).isNotEqualTo(former.cookie());
		assertThat(this.browser.get("/user")).isEqualTo("200 ann");
		assertThat(this.browser.get("/attributes")).isEqualTo("200 {color=red}");
		assertThat(former.get("/user")).isEqualTo("401");
		assertThat(former.get("/attributes")).isEqualTo("200 {}");
	}

	@Test
	void aLogoutDestroysTheSession() {
		login(this.browser);
		SessionBrowser stolen = this.browser.copy();
		assertThat(stolen.get("/user")).isEqualTo("200 ann");
		assertThat(this.browser.post("/logout")).isEqualTo("204");
		assertThat(stolen.get("/user")).isEqualTo("401");
	}

	@Test
	void whenAllSessionsOfAUserAreDestroyedNoneIsAccepted() {
		login(this.browser);
		destroyAllOf(application, "ann");
		assertThat(this.browser.get("/user")).isEqualTo("401");
		login(this.browser);
		assertThat(this.browser.get("/user")).isEqualTo("200 ann");
	}

}
