package io.regioncache.autoconfigure.region;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ReadFrom;
import io.lettuce.core.RedisClient;
import io.lettuce.core.SocketOptions.TcpUserTimeoutOptions;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.EpollProvider;
import io.regioncache.autoconfigure.endpoint.PropertiesRegionsConnectionDetails;
import io.regioncache.autoconfigure.endpoint.RegionsConnectionDetails;
import io.regioncache.region.KeySpace;
import io.regioncache.region.Region;
import io.regioncache.region.RegionLinks;
import io.regioncache.region.Regions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import redis.embedded.RedisExecProvider;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.info.ProjectInfoAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.data.redis.autoconfigure.ClientResourcesBuilderCustomizer;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.data.redis.autoconfigure.LettuceClientConfigurationBuilderCustomizer;
import org.springframework.boot.data.redis.autoconfigure.LettuceClientOptionsBuilderCustomizer;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.data.redis.connection.ReactiveRedisConnectionFactory;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.RedisNode;
import org.springframework.data.redis.connection.RedisPassword;
import org.springframework.data.redis.connection.RedisSentinelConfiguration;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.RedisStaticMasterReplicaConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettucePoolingClientConfiguration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

/**
 * Tests for {@link RegionsAutoConfiguration}. No Redis runs here, so nothing can have
 * been connected to.
 */
@ExtendWith(OutputCaptureExtension.class)
class RegionsAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(RegionsAutoConfiguration.class, DataRedisAutoConfiguration.class,
				SslAutoConfiguration.class))
		.withPropertyValues("regions.home=eu-west-1", "regions.endpoints.us-east-1.url=redis://us.example.com",
				"regions.endpoints.eu-west-1.url=redis://eu.example.com");

	@Test
	void eachEndpointIsARegionInItsOrder() {
		this.contextRunner.run((context) -> {
			Regions regions = context.getBean(Regions.class);
			assertThat(regions.names()).containsExactly("us-east-1", "eu-west-1");
			assertThat(regions.home()).isEqualTo(new Region("eu-west-1"));
		});
	}

	@Test
	void homeIsFoundByAVariableOfThePlatform() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(RegionsAutoConfiguration.class))
			.withPropertyValues("FLY_REGION=ams", "regions.aliases.ams=eu-west-1",
					"regions.endpoints.us-east-1.url=redis://us.example.com",
					"regions.endpoints.eu-west-1.url=redis://eu.example.com")
			.run((context) -> assertThat(context.getBean(Regions.class).home()).isEqualTo(new Region("eu-west-1")));
	}

	@Test
	void factoryOfARegionIsInjectedByTheRegionsName() {
		this.contextRunner.withUserConfiguration(QualifiedConfiguration.class).run((context) -> {
			QualifiedConfiguration user = context.getBean(QualifiedConfiguration.class);
			assertThat(((LettuceConnectionFactory) user.us).getHostName()).isEqualTo("us.example.com");
			assertThat(((LettuceConnectionFactory) user.eu).getHostName()).isEqualTo("eu.example.com");
		});
	}

	@Test
	void noFactoryOfARegionIsACandidateWhereNoRegionIsAskedFor() {
		this.contextRunner.withPropertyValues("spring.data.redis.host=own.example.com").run((context) -> {
			assertThat(context.getBeanNamesForType(LettuceConnectionFactory.class)).containsExactlyInAnyOrder(
					"redisConnectionFactory", "redisConnectionFactory-us-east-1", "redisConnectionFactory-eu-west-1");
			assertThat(context.getBeanProvider(RedisConnectionFactory.class).getObject())
				.isSameAs(context.getBean("redisConnectionFactory"));
		});
	}

	@Test
	void disabledConfiguresNothing() {
		this.contextRunner.withPropertyValues("regions.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(Regions.class)
				.doesNotHaveBean(RegionLinks.class)
				.doesNotHaveBean("redisConnectionFactory-eu-west-1"));
	}

	@Test
	void hostPortDatabaseAndAclUserArrive() {
		this.contextRunner
			.withPropertyValues("regions.endpoints.ap.host=ap.example.com", "regions.endpoints.ap.port=6390",
					"regions.endpoints.ap.database=3", "regions.endpoints.ap.username=shop",
					"regions.endpoints.ap.password=se:cret")
			.run((context) -> {
				RedisStandaloneConfiguration redis = factory(context, "ap").getStandaloneConfiguration();
				assertThat(redis.getHostName()).isEqualTo("ap.example.com");
				assertThat(redis.getPort()).isEqualTo(6390);
				assertThat(redis.getDatabase()).isEqualTo(3);
				assertThat(redis.getUsername()).isEqualTo("shop");
				assertThat(redis.getPassword()).isEqualTo(RedisPassword.of("se:cret"));
			});
	}

	@Test
	void urlArrivesWithTlsAndCredentials() {
		this.contextRunner.withPropertyValues("regions.endpoints.ap.url=rediss://shop:p%40ss@ap.example.com:6380/2")
			.run((context) -> {
				for (LettuceConnectionFactory factory : both(context, "ap")) {
					RedisStandaloneConfiguration redis = factory.getStandaloneConfiguration();
					assertThat(factory.isUseSsl()).isTrue();
					assertThat(redis.getHostName()).isEqualTo("ap.example.com");
					assertThat(redis.getPort()).isEqualTo(6380);
					assertThat(redis.getDatabase()).isEqualTo(2);
					assertThat(redis.getUsername()).isEqualTo("shop");
					assertThat(redis.getPassword()).isEqualTo(RedisPassword.of("p@ss"));
				}
			});
	}

	@Test
	void clusterArrives() {
		this.contextRunner
			.withPropertyValues("regions.endpoints.ap.cluster.nodes=c1.example.com:7001,c2.example.com:7002",
					"regions.endpoints.ap.cluster.max-redirects=2", "regions.endpoints.ap.password=secret",
					"regions.endpoints.ap.lettuce.cluster.refresh.period=30s",
					"regions.endpoints.ap.lettuce.cluster.refresh.dynamic-refresh-sources=false")
			.run((context) -> {
				for (LettuceConnectionFactory factory : both(context, "ap")) {
					assertThat(factory.getClusterConfiguration().getClusterNodes())
						.containsExactly(new RedisNode("c1.example.com", 7001), new RedisNode("c2.example.com", 7002));
					assertThat(factory.getClusterConfiguration().getMaxRedirects()).isEqualTo(2);
					assertThat(factory.getPassword()).isEqualTo("secret");
					ClusterClientOptions options = (ClusterClientOptions) options(factory);
					assertThat(options.getTopologyRefreshOptions().getRefreshPeriod())
						.isEqualTo(Duration.ofSeconds(30));
					assertThat(options.getTopologyRefreshOptions().useDynamicRefreshSources()).isFalse();
				}
			});
	}

	@Test
	void sentinelArrives() {
		this.contextRunner
			.withPropertyValues("regions.endpoints.ap.sentinel.master=shop",
					"regions.endpoints.ap.sentinel.nodes=s1.example.com:26379,s2.example.com:26379",
					"regions.endpoints.ap.sentinel.username=watcher", "regions.endpoints.ap.sentinel.password=hidden",
					"regions.endpoints.ap.database=4", "regions.endpoints.ap.username=shop",
					"regions.endpoints.ap.password=secret")
			.run((context) -> {
				for (LettuceConnectionFactory factory : both(context, "ap")) {
					RedisSentinelConfiguration redis = factory.getSentinelConfiguration();
					assertThat(redis.getMaster().getName()).isEqualTo("shop");
					assertThat(redis.getSentinels()).containsExactlyInAnyOrder(new RedisNode("s1.example.com", 26379),
							new RedisNode("s2.example.com", 26379));
					assertThat(redis.getSentinelUsername()).isEqualTo("watcher");
					assertThat(redis.getSentinelPassword()).isEqualTo(RedisPassword.of("hidden"));
					assertThat(redis.getDatabase()).isEqualTo(4);
					assertThat(redis.getUsername()).isEqualTo("shop");
					assertThat(redis.getPassword()).isEqualTo(RedisPassword.of("secret"));
				}
			});
	}

	@Test
	void masterReplicaArrivesAndTheLinkGoesToTheFirstNode() {
		this.contextRunner
			.withPropertyValues("regions.endpoints.ap.masterreplica.nodes=m.example.com:6379,r.example.com:6380")
			.run((context) -> {
				assertThat(factory(context, "ap")).extracting("configuration")
					.asInstanceOf(type(RedisStaticMasterReplicaConfiguration.class))
					.satisfies((redis) -> assertThat(redis.getNodes()).extracting(RedisStandaloneConfiguration::getPort)
						.containsExactly(6379, 6380));
				assertThat(link(context, "ap").getStandaloneConfiguration().getHostName()).isEqualTo("m.example.com");
			});
	}

	@Test
	void sslBundleArrives() {
		this.contextRunner
			.withPropertyValues("regions.endpoints.ap.host=ap.example.com", "regions.endpoints.ap.ssl.bundle=redis",
					"spring.ssl.bundle.jks.redis.options.enabled-protocols=TLSv1.3",
					"spring.ssl.bundle.jks.redis.options.ciphers=TLS_AES_256_GCM_SHA384")
			.run((context) -> {
				for (LettuceConnectionFactory factory : both(context, "ap")) {
					assertThat(factory.isUseSsl()).isTrue();
					assertThat(options(factory).getSslOptions().getProtocols()).containsExactly("TLSv1.3");
					assertThat(options(factory).getSslOptions().getCipherSuites())
						.containsExactly("TLS_AES_256_GCM_SHA384");
				}
			});
	}

	@Test
	void poolArrivesForTheApplicationAndNotForTheLink() {
		this.contextRunner
			.withPropertyValues("regions.endpoints.eu-west-1.lettuce.pool.max-active=5",
					"regions.endpoints.eu-west-1.lettuce.pool.min-idle=1",
					"regions.endpoints.eu-west-1.lettuce.pool.max-idle=3",
					"regions.endpoints.eu-west-1.lettuce.pool.max-wait=2s",
					"regions.endpoints.eu-west-1.lettuce.pool.time-between-eviction-runs=30s")
			.run((context) -> {
				LettucePoolingClientConfiguration client = (LettucePoolingClientConfiguration) factory(context,
						"eu-west-1")
					.getClientConfiguration();
				assertThat(client.getPoolConfig().getMaxTotal()).isEqualTo(5);
				assertThat(client.getPoolConfig().getMinIdle()).isEqualTo(1);
				assertThat(client.getPoolConfig().getMaxIdle()).isEqualTo(3);
				assertThat(client.getPoolConfig().getMaxWaitDuration()).isEqualTo(Duration.ofSeconds(2));
				assertThat(client.getPoolConfig().getDurationBetweenEvictionRuns()).isEqualTo(Duration.ofSeconds(30));
				assertThat(link(context, "eu-west-1").getClientConfiguration())
					.isNotInstanceOf(LettucePoolingClientConfiguration.class);
			});
	}

	@Test
	void poolMayBeSwitchedOff() {
		this.contextRunner.withPropertyValues("regions.endpoints.eu-west-1.lettuce.pool.enabled=false")
			.run((context) -> assertThat(factory(context, "eu-west-1").getClientConfiguration())
				.isNotInstanceOf(LettucePoolingClientConfiguration.class));
	}

	@Test
	void worksWithoutCommonsPool() {
		this.contextRunner.withClassLoader(new FilteredClassLoader("org.apache.commons.pool2"))
			.run((context) -> assertThat(context).hasSingleBean(Regions.class));
	}

	@Test
	void worksWithoutEmbeddedRedis() {
		this.contextRunner.withClassLoader(new FilteredClassLoader(RedisExecProvider.class))
			.run((context) -> assertThat(context).hasSingleBean(Regions.class));
	}

	@Test
	void backsOffWithoutLettuce() {
		this.contextRunner.withClassLoader(new FilteredClassLoader(RedisClient.class))
			.run((context) -> assertThat(context).doesNotHaveBean(Regions.class));
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void virtualThreadsAreUsedWhereTheyAreEnabled() {
		this.contextRunner.withPropertyValues("spring.threads.virtual.enabled=true")
			.run((context) -> assertThat(factory(context, "eu-west-1")).extracting("executor")
				.isInstanceOf(SimpleAsyncTaskExecutor.class));
	}

	@Test
	void readFromArrivesForTheApplicationAndNotForTheLink() {
		this.contextRunner.withPropertyValues("regions.endpoints.eu-west-1.lettuce.read-from=replica-preferred")
			.run((context) -> {
				assertThat(factory(context, "eu-west-1").getClientConfiguration().getReadFrom())
					.contains(ReadFrom.REPLICA_PREFERRED);
				assertThat(link(context, "eu-west-1").getClientConfiguration().getReadFrom()).isEmpty();
			});
	}

	@Test
	void timeoutsAndClientNameArrive() {
		this.contextRunner
			.withPropertyValues("regions.endpoints.eu-west-1.timeout=7s",
					"regions.endpoints.eu-west-1.connect-timeout=4s", "regions.endpoints.eu-west-1.client-name=shop",
					"regions.endpoints.eu-west-1.lettuce.shutdown-timeout=250ms")
			.run((context) -> {
				LettuceConnectionFactory factory = factory(context, "eu-west-1");
				assertThat(factory.getTimeout()).isEqualTo(7000);
				assertThat(factory.getClientName()).isEqualTo("shop");
				assertThat(factory.getShutdownTimeout()).isEqualTo(250);
				assertThat(options(factory).getSocketOptions().getConnectTimeout()).isEqualTo(Duration.ofSeconds(4));
				assertThat(link(context, "eu-west-1").getClientName()).isEqualTo("shop");
			});
	}

	@Test
	void linkGivesUpQuicklyAndNeverReplays() {
		this.contextRunner.run((context) -> {
			ClientOptions options = options(link(context, "eu-west-1"));
			assertThat(options.isAutoReconnect()).isFalse();
			assertThat(options.getDisconnectedBehavior()).isEqualTo(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS);
			assertThat(options.getRequestQueueSize()).isEqualTo(10_000);
			assertThat(options.getTimeoutOptions().isTimeoutCommands()).as("the store bounds its commands").isFalse();
			assertThat(options.getSocketOptions().getConnectTimeout()).isEqualTo(Duration.ofSeconds(1));
			assertThat(link(context, "eu-west-1").getTimeout()).isEqualTo(1000);
			assertThat(options.getSocketOptions().isKeepAlive()).isTrue();
		});
	}

	@Test
	@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
	void linkGivesUpADeadPeerWhereTheTransportCanTell() {
		this.contextRunner.run((context) -> {
			TcpUserTimeoutOptions dead = options(link(context, "eu-west-1")).getSocketOptions().getTcpUserTimeout();
			assertThat(EpollProvider.isAvailable()).as("native transport of these tests").isTrue();
			assertThat(dead.isEnabled()).isTrue();
			assertThat(dead.getTcpUserTimeout()).isEqualTo(Duration.ofSeconds(3));
			assertThat(options(factory(context, "eu-west-1")).getSocketOptions().getTcpUserTimeout().isEnabled())
				.as("client of the application")
				.isFalse();
		});
	}

	@Test
	void timeoutsOfLinksAreConfigured() {
		this.contextRunner
			.withPropertyValues("regions.connect-timeout=3s", "regions.command-timeout=20ms",
					"regions.endpoints.us-east-1.connect-timeout=5s")
			.run((context) -> {
				ClientOptions options = options(link(context, "eu-west-1"));
				assertThat(options.getSocketOptions().getConnectTimeout()).isEqualTo(Duration.ofSeconds(3));
				assertThat(options(link(context, "us-east-1")).getSocketOptions().getConnectTimeout())
					.isEqualTo(Duration.ofSeconds(5));
			});
	}

	@Test
	void customizersHaveTheirSayButCannotSlowTheLink() {
		this.contextRunner
			.withBean(LettuceClientConfigurationBuilderCustomizer.class,
					() -> (builder) -> builder.clientName("customized").readFrom(ReadFrom.ANY))
			.withBean(LettuceClientOptionsBuilderCustomizer.class,
					() -> (builder) -> builder.autoReconnect(true).pingBeforeActivateConnection(false))
			.run((context) -> {
				LettuceConnectionFactory factory = factory(context, "eu-west-1");
				assertThat(factory.getClientName()).isEqualTo("customized");
				assertThat(options(factory).isPingBeforeActivateConnection()).isFalse();
				LettuceConnectionFactory link = link(context, "eu-west-1");
				assertThat(link.getClientName()).isEqualTo("customized");
				assertThat(link.getClientConfiguration().getReadFrom()).isEmpty();
				assertThat(options(link).isPingBeforeActivateConnection()).isFalse();
				assertThat(options(link).isAutoReconnect()).isFalse();
			});
	}

	@Test
	void allClientsShareTheClientResources() {
		this.contextRunner
			.withBean(ClientResourcesBuilderCustomizer.class, () -> (builder) -> builder.ioThreadPoolSize(3))
			.run((context) -> {
				ClientResources resources = context.getBean(ClientResources.class);
				assertThat(resources.ioThreadPoolSize()).isEqualTo(3);
				for (LettuceConnectionFactory factory : both(context, "eu-west-1")) {
					assertThat(factory.getClientResources()).isSameAs(resources);
				}
			});
	}

	@Test
	void clientResourcesOfTheApplicationAreUsed() {
		ClientResources own = DefaultClientResources.create();
		this.contextRunner.withBean(ClientResources.class, () -> own)
			.run((context) -> assertThat(factory(context, "eu-west-1").getClientResources()).isSameAs(own));
	}

	@Test
	void keyPrefixIsTheApplicationsName(CapturedOutput output) {
		this.contextRunner.withPropertyValues("spring.application.name=shop")
			.run((context) -> assertThat(context.getBean(KeySpace.class)).isEqualTo(new KeySpace("shop", "")));
		assertThat(output).doesNotContain("Keys in Redis begin with");
	}

	@Test
	void keyPrefixOfAnApplicationWithoutANameIsOursAndWarnedOf(CapturedOutput output) {
		this.contextRunner
			.run((context) -> assertThat(context.getBean(KeySpace.class)).isEqualTo(new KeySpace("region-cache", "")));
		assertThat(output)
			.containsOnlyOnce("Keys in Redis begin with 'region-cache', because neither 'spring.application.name' nor "
					+ "'regions.key-prefix' is set. Another application that sets neither and uses the same Redis reads and "
					+ "overwrites the same entries. Set 'spring.application.name'");
	}

	@Test
	void keyPrefixAndDeployIdAreConfigured() {
		this.contextRunner
			.withPropertyValues("spring.application.name=my shop", "regions.key-prefix=store", "regions.deploy-id=blue")
			.run((context) -> assertThat(context.getBean(KeySpace.class)).isEqualTo(new KeySpace("store", "blue")));
	}

	@Test
	void deployIdIsFoundInTheBuildAndSaidAtStart(CapturedOutput output) {
		this.contextRunner.withConfiguration(AutoConfigurations.of(ProjectInfoAutoConfiguration.class))
			.withPropertyValues("spring.application.name=shop", "regions.deploy-id=auto",
					"spring.info.git.location=classpath:io/regioncache/autoconfigure/region/git.properties")
			.run((context) -> {
				assertThat(context.getBean(KeySpace.class)).isEqualTo(new KeySpace("shop", "3f2a1bc"));
				assertThat(output).contains("; deployment: '3f2a1bc', the commit in git.properties");
			});
	}

	@Test
	void deploymentIsNotMentionedWhereNoneIsTold(CapturedOutput output) {
		this.contextRunner
			.run((context) -> assertThat(output).contains("keys begin with").doesNotContain("deployment"));
	}

	@Test
	void deployIdThatIsNotInTheBuildStopsTheStart() {
		this.contextRunner.withPropertyValues("regions.deploy-id=auto")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOfSatisfying(InvalidConfigurationPropertyValueException.class, (ex) -> {
					assertThat(ex.getName()).isEqualTo("regions.deploy-id");
					assertThat(ex.getReason()).contains("goal 'build-info'", "git.properties");
				}));
	}

	@Test
	void connectionDetailsReplaceTheEndpointsAndKeepTheirSettings() {
		this.contextRunner.withUserConfiguration(OneRegionConfiguration.class)
			.withPropertyValues("regions.endpoints.eu-west-1.client-name=shop")
			.run((context) -> {
				assertThat(context.getBean(Regions.class).names()).containsExactly("eu-west-1");
				assertThat(factory(context, "eu-west-1").getHostName()).isEqualTo("platform.example.com");
				assertThat(factory(context, "eu-west-1").getClientName()).isEqualTo("shop");
				assertThat(context).doesNotHaveBean(PropertiesRegionsConnectionDetails.class);
			});
	}

	@Test
	void severalConnectionDetailsAreCombined() {
		this.contextRunner.withUserConfiguration(OneRegionConfiguration.class, AnotherRegionConfiguration.class)
			.run((context) -> {
				assertThat(context.getBean(Regions.class).names()).containsExactlyInAnyOrder("eu-west-1", "us-east-1");
				assertThat(factory(context, "us-east-1").getHostName()).isEqualTo("other.example.com");
			});
	}

	@Test
	void regionsOfTheApplicationAreUsed() {
		Regions own = new Regions(List.of(new Region("us-east-1")), new Region("us-east-1"));
		this.contextRunner.withBean(Regions.class, () -> own)
			.run((context) -> assertThat(context.getBean(Regions.class)).isSameAs(own));
	}

	@Test
	void linksOfTheApplicationAreUsed() {
		RegionLinks own = new RegionLinks(Map.of());
		this.contextRunner.withBean(RegionLinks.class, () -> own)
			.run((context) -> assertThat(context.getBean(RegionLinks.class)).isSameAs(own));
	}

	@Test
	void keySpaceOfTheApplicationIsUsed() {
		KeySpace own = new KeySpace("own", "");
		this.contextRunner.withBean(KeySpace.class, () -> own)
			.run((context) -> assertThat(context.getBean(KeySpace.class)).isSameAs(own));
	}

	@Test
	void closingTheContextClosesTheLinks() {
		this.contextRunner.run((context) -> {
			LettuceConnectionFactory link = link(context, "eu-west-1");
			context.close();
			assertThat(link.isRunning()).isFalse();
		});
	}

	private static LettuceConnectionFactory[] both(AssertableApplicationContext context, String region) {
		return new LettuceConnectionFactory[] { factory(context, region), link(context, region) };
	}

	private static LettuceConnectionFactory factory(AssertableApplicationContext context, String region) {
		return context.getBean("redisConnectionFactory-" + region, LettuceConnectionFactory.class);
	}

	private static LettuceConnectionFactory link(AssertableApplicationContext context, String region) {
		return context.getBean(RegionLinks.class).get(region);
	}

	private static ClientOptions options(LettuceConnectionFactory factory) {
		LettuceClientConfiguration client = factory.getClientConfiguration();
		return client.getClientOptions().orElseThrow();
	}

	@Configuration(proxyBeanMethods = false)
	static class QualifiedConfiguration {

		@Autowired
		@Qualifier("us-east-1")
		RedisConnectionFactory us;

		@Autowired
		@Qualifier("eu-west-1")
		ReactiveRedisConnectionFactory eu;

	}

	@Configuration(proxyBeanMethods = false)
	static class OneRegionConfiguration {

		@Bean
		static RegionsConnectionDetails oneRegion() {
			return () -> Map.of("eu-west-1", at("platform.example.com"));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class AnotherRegionConfiguration {

		@Bean
		static RegionsConnectionDetails anotherRegion() {
			return () -> Map.of("us-east-1", at("other.example.com"));
		}

	}

	private static DataRedisConnectionDetails at(String host) {
		return new DataRedisConnectionDetails() {

			@Override
			public Standalone getStandalone() {
				return Standalone.of(host, 6379);
			}

		};
	}

}
