package io.regioncache.autoconfigure;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.regioncache.embedded.EmbeddedRegions;
import io.regioncache.region.RegionLinks;
import io.regioncache.region.Regions;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link EmbeddedRegionsConfiguration} with real servers.
 */
class EmbeddedRegionsAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(RegionsAutoConfiguration.class, DataRedisAutoConfiguration.class));

	@Test
	void startsAServerForEachRegionAndMakesTheFirstHome() {
		this.contextRunner.run((context) -> {
			Regions regions = context.getBean(Regions.class);
			assertThat(regions.names()).containsExactly("us-east-1", "eu-west-1", "ap-northeast-1");
			assertThat(regions.home().name()).isEqualTo("us-east-1");
			for (String region : regions.names()) {
				RedisClient client = (RedisClient) context.getBean(RegionLinks.class)
					.get(region)
					.getRequiredNativeClient();
				try (StatefulRedisConnection<String, String> connection = client.connect()) {
					connection.sync().set("region", region);
				}
			}
			assertThat(context.getBean(StringRedisTemplate.class).opsForValue().get("region")).isEqualTo("us-east-1");
			assertThat(context.getBean(EmbeddedRegions.class).urls()).hasSize(3);
		});
	}

}
