package io.regioncache.autoconfigure.testcontainers;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.regioncache.autoconfigure.region.RegionsAutoConfiguration;
import io.regioncache.region.RegionLinks;
import io.regioncache.region.Regions;
import io.regioncache.testkit.RedisImage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.context.junit.jupiter.SpringJUnitConfig;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A user's own test with two regions in containers.
 */
@SpringJUnitConfig
@TestPropertySource(properties = "regions.home=eu-west-1")
@EnabledIfSystemProperty(named = "regioncache.test.servers", matches = "containers")
class RegionServiceConnectionTests {

	@ServiceConnection(name = "eu-west-1")
	static final GenericContainer<?> europe = redis();

	@ServiceConnection(name = "us-east-1")
	static final GenericContainer<?> america = redis();

	@Autowired
	private Regions regions;

	@Autowired
	private RegionLinks links;

	@Autowired
	private StringRedisTemplate template;

	@Autowired
	@Qualifier("us-east-1")
	private RedisConnectionFactory americanConnectionFactory;

	@SuppressWarnings("resource")
	private static GenericContainer<?> redis() {
		return new GenericContainer<>(DockerImageName.parse(RedisImage.get())).withExposedPorts(6379);
	}

	@Test
	void eachContainerIsARegion() {
		assertThat(this.regions.names()).containsExactlyInAnyOrder("eu-west-1", "us-east-1");
		this.template.opsForValue().set("where", "europe");
		new StringRedisTemplate(this.americanConnectionFactory).opsForValue().set("where", "america");
		assertThat(ask("eu-west-1")).isEqualTo("europe");
		assertThat(ask("us-east-1")).isEqualTo("america");
	}

	private String ask(String region) {
		RedisClient client = (RedisClient) this.links.get(region).getRequiredNativeClient();
		try (StatefulRedisConnection<String, String> connection = client.connect()) {
			return connection.sync().get("where");
		}
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ RegionsAutoConfiguration.class, DataRedisAutoConfiguration.class })
	static class Application {

	}

}
