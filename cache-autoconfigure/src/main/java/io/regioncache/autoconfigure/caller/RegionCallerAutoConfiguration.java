package io.regioncache.autoconfigure.caller;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

import io.regioncache.annotation.Vary;
import io.regioncache.autoconfigure.embedded.EmbeddedRegionsConnectionDetails;
import io.regioncache.autoconfigure.properties.RegionsProperties;
import io.regioncache.autoconfigure.region.RegionsAutoConfiguration;
import io.regioncache.autoconfigure.start.StartNote;
import io.regioncache.autoconfigure.start.StartNote.Topic;
import io.regioncache.caller.CallerAttribute;
import io.regioncache.caller.CallerContext;
import io.regioncache.caller.CallerScope;
import io.regioncache.caller.LoadWatch;
import io.regioncache.caller.SupportedLocales;
import io.regioncache.region.Regions;
import io.regioncache.web.Countries;
import io.regioncache.web.PeerAddressValve;
import io.regioncache.web.Subdivisions;
import org.apache.catalina.valves.ValveBase;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.util.ClassUtils;

/**
 * {@link AutoConfiguration Auto-configuration} for what entries vary by. The tenant is
 * for the application to tell.
 */
@AutoConfiguration(after = RegionsAutoConfiguration.class)
@ConditionalOnBean(Regions.class)
@Import({ CallerFiltersConfiguration.Servlet.class, CallerFiltersConfiguration.Reactive.class })
public final class RegionCallerAutoConfiguration {

	private static final String SECURITY = "org.springframework.security.core.context.SecurityContextHolder";

	private static final Log logger = LogFactory.getLog(LoadWatch.class);

	@Bean
	@ConditionalOnMissingBean
	Countries regionCallerCountry(RegionsProperties properties) {
		return new Countries(properties.vary().countryHeaders());
	}

	@Bean
	@ConditionalOnMissingBean
	Subdivisions regionCallerSubdivision(RegionsProperties properties, Countries countries) {
		return new Subdivisions(properties.vary().subdivisionHeaders(), countries);
	}

	@Bean
	@ConditionalOnMissingBean
	SupportedLocales regionSupportedLocales(RegionsProperties properties, Environment environment) {
		return properties.vary().supportedLocales(environment.getProperty("spring.web.locale", Locale.class));
	}

	@Bean
	CallerAttribute regionCallerLocale(SupportedLocales locales) {
		return new CallerLocale(locales);
	}

	@Bean
	@ConditionalOnMissingBean
	LoadWatch regionLoadWatch(RegionsProperties properties, ObjectProvider<EmbeddedRegionsConnectionDetails> embedded,
			ResourceLoader resourceLoader) {
		Boolean warn = properties.vary().warn();
		if ((warn != null) ? !warn : embedded.getIfAvailable() == null) {
			return LoadWatch.OFF;
		}
		List<Supplier<CallerScope>> sensors = new ArrayList<>(List.of(CallerSensors::locale));
		if (ClassUtils.isPresent(SECURITY, resourceLoader.getClassLoader())) {
			sensors.add(CallerSensors.Security::principal);
		}
		return new LoadWatch(sensors, logger::warn);
	}

	/**
	 * Names what callers can be told apart by.
	 */
	@Bean
	static StartNote regionCallerNote(ListableBeanFactory beans, RegionsProperties properties,
			ResourceLoader resourceLoader) {
		boolean security = ClassUtils.isPresent(SECURITY, resourceLoader.getClassLoader());
		return new StartNote(Topic.VARY, String.join(", ", CallerNames.of(beans, properties.vary(), security)));
	}

	private static @Nullable String principalOfContext() {
		CallerContext context = CallerContext.current();
		return (context != null) ? context.principal() : null;
	}

	/**
	 * For applications on Tomcat, which alone can tell the peer there.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication
	@ConditionalOnClass({ ConfigurableTomcatWebServerFactory.class, ValveBase.class, WebServerFactoryCustomizer.class })
	static class TomcatConfiguration {

		@Bean
		WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> regionPeerAddressCustomizer() {
			return (factory) -> factory.addEngineValves(new PeerAddressValve());
		}

	}

	/**
	 * Where the request alone tells who it is.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnMissingClass(SECURITY)
	static class RequestPrincipalConfiguration {

		@Bean
		CallerAttribute regionCallerPrincipal() {
			return CallerAttribute.of(Vary.PRINCIPAL, RegionCallerAutoConfiguration::principalOfContext);
		}

	}

	/**
	 * Where Spring Security tells as well, it counts more.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(SecurityContextHolder.class)
	static class SecurityPrincipalConfiguration {

		@Bean
		CallerAttribute regionCallerPrincipal() {
			return CallerAttribute.of(Vary.PRINCIPAL, () -> {
				Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
				if (authentication == null) {
					return principalOfContext();
				}
				return (authentication instanceof AnonymousAuthenticationToken) ? CallerContext.ANONYMOUS
						: CallerContext.principal(authentication.getName());
			});
		}

	}

}
