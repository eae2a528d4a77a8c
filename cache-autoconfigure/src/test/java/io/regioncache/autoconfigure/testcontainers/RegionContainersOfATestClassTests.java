package io.regioncache.autoconfigure.testcontainers;

import io.regioncache.autoconfigure.region.RegionsAutoConfiguration;
import io.regioncache.region.RegionLinks;
import io.regioncache.region.Regions;
import org.junit.jupiter.api.RepeatedTest;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.context.junit.jupiter.SpringJUnitConfig;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for containers in static fields, which each context of the class gets anew.
 */
@SpringJUnitConfig
@TestPropertySource(properties = "regions.home=eu-west-1")
@DirtiesContext(classMode = DirtiesContext.ClassMode.AFTER_EACH_TEST_METHOD)
class RegionContainersOfATestClassTests {

	@ServiceConnection(name = "eu-west-1")
	static final FakeRedis europe = new FakeRedis(7001);

	@ServiceConnection(name = "us-east-1")
	static final FakeRedis america = new FakeRedis(7002);

	@RepeatedTest(2)
	void eachContextHasEveryContainer(@Autowired Regions regions, @Autowired RegionLinks links) {
		assertThat(regions.names()).containsExactlyInAnyOrder("eu-west-1", "us-east-1");
		assertThat(links.get("eu-west-1").getPort()).isEqualTo(7001);
		assertThat(links.get("us-east-1").getPort()).isEqualTo(7002);
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(RegionsAutoConfiguration.class)
	static class Application {

	}

}
