package io.regioncache.autoconfigure.websession;

import io.regioncache.websession.RegionSessionRepository;

import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;

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

}
