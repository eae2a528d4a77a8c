package io.regioncache.autoconfigure.region;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.lettuce.core.RedisClient;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.regioncache.autoconfigure.client.LettuceClientSettings;
import io.regioncache.autoconfigure.client.LinkSettings;
import io.regioncache.autoconfigure.client.RegionClients;
import io.regioncache.autoconfigure.client.RegionConnectionFactories;
import io.regioncache.autoconfigure.client.RegionFactoriesRegistrar;
import io.regioncache.autoconfigure.embedded.EmbeddedRegionsConfiguration;
import io.regioncache.autoconfigure.embedded.EmbeddedRegionsConnectionDetails;
import io.regioncache.autoconfigure.endpoint.EndpointAddresses;
import io.regioncache.autoconfigure.endpoint.PropertiesRegionsConnectionDetails;
import io.regioncache.autoconfigure.endpoint.RegionEndpoints;
import io.regioncache.autoconfigure.endpoint.RegionsConnectionDetails;
import io.regioncache.autoconfigure.properties.IgnoredProperties;
import io.regioncache.autoconfigure.properties.RegionsProperties;
import io.regioncache.autoconfigure.start.OurPropertiesAdvisor;
import io.regioncache.autoconfigure.start.StartNote;
import io.regioncache.autoconfigure.start.StartNote.Topic;
import io.regioncache.autoconfigure.start.StartNotes;
import io.regioncache.autoconfigure.start.StartSummary;
import io.regioncache.region.HomeRegionResolver;
import io.regioncache.region.KeySpace;
import io.regioncache.region.RegionLinks;
import io.regioncache.region.Regions;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.data.redis.autoconfigure.ClientResourcesBuilderCustomizer;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.data.redis.autoconfigure.LettuceClientConfigurationBuilderCustomizer;
import org.springframework.boot.data.redis.autoconfigure.LettuceClientOptionsBuilderCustomizer;
import org.springframework.boot.info.BuildProperties;
import org.springframework.boot.info.GitProperties;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.thread.Threading;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Role;
import org.springframework.core.env.Environment;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * {@link AutoConfiguration Auto-configuration} for the regions: which there are, which is
 * home, and a client for the Redis of each.
 */
@AutoConfiguration(before = DataRedisAutoConfiguration.class)
@ConditionalOnClass({ RedisClient.class, RedisConnectionFactory.class })
@ConditionalOnBooleanProperty(name = "regions.enabled", matchIfMissing = true)
@EnableConfigurationProperties(RegionsProperties.class)
@Import(EmbeddedRegionsConfiguration.class)
public final class RegionsAutoConfiguration {

	/**
	 * The key prefix of an application without a name.
	 */
	private static final String UNNAMED = "region-cache";

	private static final Log logger = LogFactory.getLog(RegionsAutoConfiguration.class);

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static OurPropertiesAdvisor regionsBindHandlerAdvisor(Environment environment) {
		return new OurPropertiesAdvisor(environment);
	}

	@Bean
	static StartNotes regionsStartNotes(Regions regions, RegionEndpoints endpoints, RegionsProperties properties,
			KeySpace keySpace, ObjectProvider<EmbeddedRegionsConnectionDetails> embedded) {
		return new StartNotes(regions, endpoints, properties, keySpace, embedded.getIfAvailable() != null);
	}

	@Bean
	@ConditionalOnMissingBean
	static StartSummary regionsStartSummary(StartNotes own, OurPropertiesAdvisor advisor,
			ObjectProvider<StartNote> notes) {
		return new StartSummary(() -> Stream.of(own.all().stream(), notes.orderedStream(), Stream.of(advisor.note()))
			.flatMap(Function.identity()));
	}

	@Bean
	@ConditionalOnMissingBean(RegionsConnectionDetails.class)
	static PropertiesRegionsConnectionDetails regionsConnectionDetails(RegionsProperties properties,
			ObjectProvider<SslBundles> sslBundles) {
		return new PropertiesRegionsConnectionDetails(properties, sslBundles::getIfAvailable);
	}

	@Bean
	static RegionEndpoints regionEndpoints(ObjectProvider<RegionsConnectionDetails> details,
			RegionsProperties properties) {
		return RegionEndpoints.of(details.orderedStream().toList(), properties);
	}

	@Bean
	static RegionFactoriesRegistrar regionFactoriesRegistrar() {
		return new RegionFactoriesRegistrar("regionConnectionFactories");
	}

	@Bean
	@ConditionalOnMissingBean
	Regions regions(RegionEndpoints endpoints, RegionsProperties properties, Environment environment,
			ObjectProvider<EmbeddedRegionsConnectionDetails> embeddedDetails) {
		EndpointAddresses.requireDistinct(endpoints.all());
		HomeRegionResolver resolver = new HomeRegionResolver(endpoints.regions(), properties.aliases(),
				environment::getProperty);
		EmbeddedRegionsConnectionDetails embedded = embeddedDetails.getIfAvailable();
		return new Regions(endpoints.regions(),
				(embedded != null) ? embedded.home(resolver, properties.home()) : resolver.resolve(properties.home()));
	}

	@Bean
	DeployId regionDeployId(RegionsProperties properties, ObjectProvider<GitProperties> git,
			ObjectProvider<BuildProperties> build) {
		return DeployId.of(properties.deployId(), git.getIfAvailable(), build.getIfAvailable());
	}

	@Bean
	StartNote regionDeploymentNote(DeployId deployId) {
		return new StartNote(Topic.DEPLOYMENT, deployId.description());
	}

	@Bean
	@ConditionalOnMissingBean
	KeySpace regionKeySpace(RegionsProperties properties, DeployId deployId, Environment environment,
			ObjectProvider<EmbeddedRegionsConnectionDetails> embedded) {
		String name = environment.getProperty("spring.application.name", "");
		String configured = properties.keyPrefix();
		if (configured != null || !name.isEmpty()) {
			return new KeySpace((configured != null) ? configured : name, deployId.value());
		}
		if (embedded.getIfAvailable() == null) {
			logger.warn(("Keys in Redis begin with '%s', because neither 'spring.application.name' nor "
					+ "'regions.key-prefix' is set. Another application that sets neither and uses the same Redis "
					+ "reads and overwrites the same entries. Set 'spring.application.name'")
				.formatted(UNNAMED));
		}
		return new KeySpace(UNNAMED, deployId.value());
	}

	@Bean(destroyMethod = "shutdown")
	@ConditionalOnMissingBean(ClientResources.class)
	DefaultClientResources lettuceClientResources(ObjectProvider<ClientResourcesBuilderCustomizer> customizers) {
		DefaultClientResources.Builder builder = DefaultClientResources.builder();
		customizers.orderedStream().forEach((customizer) -> customizer.customize(builder));
		return builder.build();
	}

	@Bean
	RegionClients regionClients(RegionsProperties properties, ClientResources clientResources,
			ObjectProvider<LettuceClientConfigurationBuilderCustomizer> configurationCustomizers,
			ObjectProvider<LettuceClientOptionsBuilderCustomizer> optionsCustomizers, Environment environment) {
		LinkSettings.requirePositive("regions.fallback-timeout", properties.fallbackTimeout());
		LinkSettings.requireSensibleCheck(properties.addressCheckInterval());
		return new RegionClients(
				new LettuceClientSettings(clientResources, configurationCustomizers.orderedStream().toList(),
						optionsCustomizers.orderedStream().toList()),
				new LinkSettings(properties.connectTimeout(), properties.commandTimeout()), executor(environment));
	}

	@Bean
	RegionConnectionFactories regionConnectionFactories(RegionEndpoints endpoints, RegionClients clients) {
		return new RegionConnectionFactories(endpoints, clients);
	}

	@Bean
	@ConditionalOnMissingBean
	RegionLinks regionLinks(RegionEndpoints endpoints, RegionClients clients) {
		Map<String, Supplier<LettuceConnectionFactory>> links = new LinkedHashMap<>();
		endpoints.all().forEach((endpoint) -> links.put(endpoint.region().name(), () -> clients.forLink(endpoint)));
		return new RegionLinks(links);
	}

	@Bean
	@Conditional(OnNoRedisSettings.class)
	@ConditionalOnMissingBean({ RedisConnectionFactory.class, DataRedisConnectionDetails.class })
	LettuceConnectionFactory redisConnectionFactory(Regions regions, BeanFactory beanFactory, Environment environment) {
		String ignored = IgnoredProperties.ofRedis(environment, regions.home().name());
		if (ignored != null) {
			logger.warn(ignored);
		}
		return beanFactory.getBean(RegionConnectionFactories.beanName(regions.home()), LettuceConnectionFactory.class);
	}

	private static @Nullable AsyncTaskExecutor executor(Environment environment) {
		if (!Threading.VIRTUAL.isActive(environment)) {
			return null;
		}
		SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutor("redis-");
		executor.setVirtualThreads(true);
		return executor;
	}

}
