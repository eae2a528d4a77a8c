package io.regioncache.autoconfigure.websession;

import io.regioncache.websession.RegionSessionRepository;
import org.junit.jupiter.api.Test;

import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Spring Session's filter over HTTP.
 */
class SessionsOverServletsTests extends SessionsOverHttp {

	@Override
	ConfigurableApplicationContext run(String url) {
		return SecuredApplication.run(SecuredApplication.class, WebApplicationType.SERVLET, url);
	}

	@Override
	void destroyAllOf(ConfigurableApplicationContext application, String user) {
		application.getBean(RegionSessionRepository.class).deleteByPrincipalName(user);
	}

	@Test
	void aSecondLoginExpiresTheFirst() {
		login(this.browser);
		SessionBrowser second = browser();
		login(second);
		// The filter that ends the session says so
		assertThat(this.browser.get("/user")).matches("401|200 This session has been expired.*");
		assertThat(this.browser.get("/user")).isEqualTo("401");
		assertThat(second.get("/user")).isEqualTo("200 ann");
	}

}
