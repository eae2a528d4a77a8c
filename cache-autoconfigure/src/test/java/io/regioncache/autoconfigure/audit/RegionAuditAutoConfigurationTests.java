package io.regioncache.autoconfigure.audit;

import io.regioncache.audit.Auditor;
import io.regioncache.autoconfigure.cache.RegionCacheAutoConfiguration;
import io.regioncache.autoconfigure.region.RegionsAutoConfiguration;
import io.regioncache.store.RegionStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static io.regioncache.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RegionAuditAutoConfiguration}. No Redis runs here.
 */
class RegionAuditAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(RegionsAutoConfiguration.class, DataRedisAutoConfiguration.class,
				RegionCacheAutoConfiguration.class, RegionAuditAutoConfiguration.class))
		.withPropertyValues("regions.endpoints.eu-west-1.url=redis://127.0.0.1:1");

	@Test
	void nobodyAuditsByDefault() {
		this.contextRunner.run((context) -> assertThat(context).doesNotHaveBean(Auditor.class));
	}

	@Test
	void theAuditorRunsWhileTheApplicationDoes() {
		this.contextRunner.withPropertyValues("regions.audit.enabled=true", "regions.audit.rate=5").run((context) -> {
			assertThat(context).hasSingleBean(Auditor.class);
			await(RegionAuditAutoConfigurationTests::runs);
		});
		await(() -> !runs());
	}

	@Test
	void backsOffWhereTheApplicationHasItsOwn() {
		this.contextRunner.withPropertyValues("regions.audit.enabled=true")
			.withUserConfiguration(OwnAuditor.class)
			.run((context) -> assertThat(context).hasSingleBean(Auditor.class).hasBean("ownAuditor"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "0", "-1", "NaN", "101" })
	void aRateThatMakesNoSenseIsRefused(String rate) {
		this.contextRunner.withPropertyValues("regions.audit.enabled=true", "regions.audit.rate=" + rate)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("regions.audit.rate")
				.hasMessageContaining("It must be positive and 100 at most, such as 1 for one invalidation a second."));
	}

	private static boolean runs() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.anyMatch((thread) -> thread.getName().equals("region-cache-audit-eu-west-1"));
	}

	@Configuration(proxyBeanMethods = false)
	static class OwnAuditor {

		@Bean
		Auditor ownAuditor(RegionStore store) {
			return new Auditor(store, 1);
		}

	}

}
