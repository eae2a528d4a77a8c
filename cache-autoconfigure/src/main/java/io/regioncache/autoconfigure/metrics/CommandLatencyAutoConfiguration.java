package io.regioncache.autoconfigure.metrics;

import io.lettuce.core.metrics.MicrometerCommandLatencyRecorder;
import io.lettuce.core.metrics.MicrometerOptions;
import io.micrometer.core.instrument.MeterRegistry;
import io.regioncache.autoconfigure.region.RegionsAutoConfiguration;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.data.redis.autoconfigure.ClientResourcesBuilderCustomizer;
import org.springframework.context.annotation.Bean;

/**
 * {@link AutoConfiguration Auto-configuration} that has Lettuce measure its commands.
 */
@AutoConfiguration(before = RegionsAutoConfiguration.class,
		afterName = "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration")
@ConditionalOnClass({ MeterRegistry.class, MicrometerCommandLatencyRecorder.class })
@ConditionalOnBean(MeterRegistry.class)
@ConditionalOnBooleanProperty("regions.metrics.command-latency")
public final class CommandLatencyAutoConfiguration {

	@Bean
	ClientResourcesBuilderCustomizer regionCommandLatency(MeterRegistry registry) {
		MicrometerOptions options = MicrometerOptions.builder().histogram(true).build();
		return (resources) -> resources.commandLatencyRecorder(new MicrometerCommandLatencyRecorder(registry, options));
	}

}
