package io.regioncache.autoconfigure.websession;

import io.micrometer.core.instrument.binder.MeterBinder;
import io.regioncache.autoconfigure.cache.RegionCacheAutoConfiguration;
import io.regioncache.autoconfigure.properties.RegionsProperties;
import io.regioncache.metrics.RegionWebSessionMetrics;
import io.regioncache.region.RegionConfigurationException;
import io.regioncache.store.RegionStore;
import io.regioncache.websession.JsonAttributeCodec;
import io.regioncache.websession.ReactiveRegionSessionRepository;
import io.regioncache.websession.RegionSessionRepository;
import io.regioncache.websession.RequestSessions;
import io.regioncache.websession.SessionAttributeCodec;
import io.regioncache.websession.SessionAttributeType;
import io.regioncache.websession.WebSessions;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.data.redis.serializer.RedisSerializer;
import org.springframework.session.IndexResolver;
import org.springframework.session.ReactiveSessionRepository;
import org.springframework.session.Session;
import org.springframework.session.SessionIdGenerator;
import org.springframework.session.SessionRepository;
import org.springframework.session.UuidSessionIdGenerator;
import org.springframework.session.config.annotation.web.http.SpringHttpSessionConfiguration;
import org.springframework.session.config.annotation.web.server.SpringWebSessionConfiguration;

/**
 * {@link AutoConfiguration Auto-configuration} for web sessions. Without
 * {@code regions.sessions.enabled} there is nothing.
 */
@AutoConfiguration(after = RegionCacheAutoConfiguration.class,
		beforeName = { "org.springframework.boot.session.autoconfigure.SessionAutoConfiguration",
				"org.springframework.boot.webflux.autoconfigure.WebFluxAutoConfiguration" })
@ConditionalOnProperty(name = RegionWebSessionAutoConfiguration.PROPERTY, havingValue = "true")
@ConditionalOnBean(RegionStore.class)
public final class RegionWebSessionAutoConfiguration {

	public static final String PROPERTY = "regions.sessions.enabled";

	private static final String SPRING_SESSION = "org.springframework.session.Session";

	/**
	 * Where Spring Session is missing.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnMissingClass(SPRING_SESSION)
	static class MissingConfiguration {

		MissingConfiguration() {
			throw new RegionConfigurationException(
					"'%s' is true, but Spring Session is not on the class path.".formatted(PROPERTY),
					"Add the dependency 'org.springframework.session:spring-session-core', or remove 'regions.sessions'.");
		}

	}

	/**
	 * What both kinds of applications need.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(Session.class)
	static class SessionsConfiguration {

		@Bean
		@ConditionalOnMissingBean
		WebSessions regionWebSessions(RegionStore store, RegionsProperties properties) {
			return new WebSessions(store, properties.sessions().settings());
		}

		@Bean
		@ConditionalOnMissingBean
		SessionAttributeCodec regionSessionAttributeCodec(ObjectProvider<SessionAttributeType> types,
				@Qualifier("springSessionDefaultRedisSerializer") ObjectProvider<RedisSerializer<Object>> serializers) {
			RedisSerializer<Object> serializer = serializers.getIfAvailable();
			return (serializer != null) ? new SerializerAttributeCodec(serializer)
					: new JsonAttributeCodec(types.orderedStream().toList());
		}

		@Bean
		@ConditionalOnMissingBean
		RequestSessions regionRequestSessions(WebSessions sessions, SessionAttributeCodec codec,
				ObjectProvider<SessionIdGenerator> ids, ObjectProvider<IndexResolver<Session>> users) {
			return new RequestSessions(sessions, codec, ids.getIfAvailable(UuidSessionIdGenerator::getInstance),
					users.getIfAvailable(RequestSessions::byPrincipal));
		}

	}

	/**
	 * For servlet applications.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(Session.class)
	@ConditionalOnWebApplication(type = Type.SERVLET)
	@ConditionalOnMissingBean(SessionRepository.class)
	@Import(SpringHttpSessionConfiguration.class)
	static class ServletConfiguration {

		@Bean
		RegionSessionRepository sessionRepository(RequestSessions sessions) {
			return new RegionSessionRepository(sessions);
		}

	}

	/**
	 * For reactive applications.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(Session.class)
	@ConditionalOnWebApplication(type = Type.REACTIVE)
	@ConditionalOnMissingBean(ReactiveSessionRepository.class)
	@Import(SpringWebSessionConfiguration.class)
	static class ReactiveConfiguration {

		@Bean
		ReactiveRegionSessionRepository sessionRepository(RequestSessions sessions) {
			return new ReactiveRegionSessionRepository(sessions);
		}

	}

	/**
	 * Meters.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ Session.class, MeterBinder.class })
	static class MetricsConfiguration {

		@Bean
		@ConditionalOnMissingBean
		RegionWebSessionMetrics regionWebSessionMetrics(WebSessions sessions) {
			return new RegionWebSessionMetrics(sessions);
		}

	}

}
