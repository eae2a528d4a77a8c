package io.regioncache.autoconfigure.websession;

import io.regioncache.websession.ReactiveRegionSessionRepository;

import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;

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

}
