package io.regioncache.autoconfigure.embedded;

import io.regioncache.autoconfigure.cache.RegionCacheAutoConfiguration;
import io.regioncache.autoconfigure.region.RegionsAutoConfiguration;
import io.regioncache.embedded.EmbeddedRegions;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A test of an application needs no property for embedded servers.
 */
@SpringBootTest(properties = "regions.embedded.regions=a", webEnvironment = SpringBootTest.WebEnvironment.NONE)
class EmbeddedRegionsInTestsTests {

	@Test
	void startInTestsOfSpringBoot(@Autowired EmbeddedRegions regions) {
		assertThat(regions.isRunning("a")).isTrue();
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ RegionsAutoConfiguration.class, RegionCacheAutoConfiguration.class })
	static class Application {

	}

}
