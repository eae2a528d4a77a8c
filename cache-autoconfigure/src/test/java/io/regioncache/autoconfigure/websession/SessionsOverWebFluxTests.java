package io.regioncache.autoconfigure.websession;

import io.regioncache.websession.ReactiveRegionSessionRepository;
import org.junit.jupiter.api.Test;

import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;

import static org.awaitility.Awaitility.await;

/**
 * Spring Session's store of WebFlux sessions over HTTP.
 */
class SessionsOverWebFluxTests extends SessionsOverHttp {

	@Override
	ConfigurableApplicationContext run(String url) {
		return SecuredApplication.run(SecuredReactiveApplication.class, WebApplicationType.REACTIVE, url);
	}

	@Override
	void destroyAllOf(ConfigurableApplicationContext application, String user) {
		application.getBean(ReactiveRegionSessionRepository.class).deleteByPrincipalName(user).block();
	}

	/**
	 * A server on a busy machine may not answer in time, and then the login fails.
	 */
	@Test
	void aSecondLoginEndsTheFirst() {
		await().until(() -> {
			SessionBrowser first = browser();
			SessionBrowser second = browser();
			return login(first).equals("204") && first.get("/user").equals("200 ann") && login(second).equals("204")
					&& first.get("/user").equals("401") && second.get("/user").equals("200 ann");
		});
	}

}
