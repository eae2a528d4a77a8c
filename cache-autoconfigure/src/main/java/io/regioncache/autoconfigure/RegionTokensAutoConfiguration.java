package io.regioncache.autoconfigure;

import java.time.InstantSource;

import io.regioncache.consistency.ConsistencyTokens;
import io.regioncache.consistency.RegionContext;
import io.regioncache.region.KeySpace;
import io.regioncache.region.Regions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;

/**
 * {@link AutoConfiguration Auto-configuration} for the tokens by which callers see their
 * own writes in every region.
 */
@AutoConfiguration(after = RegionsAutoConfiguration.class)
@ConditionalOnBean(Regions.class)
public final class RegionTokensAutoConfiguration {

	private static final Logger logger = LoggerFactory.getLogger(RegionTokensAutoConfiguration.class);

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnProperty("regions.read-your-writes.secret")
	ConsistencyTokens consistencyTokens(Regions regions, KeySpace keySpace, RegionsProperties properties) {
		ReadYourWritesProperties readYourWrites = properties.readYourWrites();
		return new ConsistencyTokens(keySpace.prefix(), regions.names(), readYourWrites.secrets(),
				readYourWrites.life(), InstantSource.system());
	}

	@Bean
	@ConditionalOnMissingBean
	RegionContext regionContext(RegionsProperties properties) {
		return new RegionContext(properties.longestOriginLag(), InstantSource.system());
	}

	/**
	 * With one region alone, every read sees the own writes anyway.
	 */
	@Bean
	static SmartInitializingSingleton regionTokensNotice(Regions regions, ObjectProvider<ConsistencyTokens> tokens) {
		return () -> {
			if (regions.all().size() > 1 && tokens.getIfAvailable() == null) {
				logger.info("Read your writes is off: who writes in one region may read the old value in another. "
						+ "Set 'regions.read-your-writes.secret', the same in every region, to turn it on.");
			}
		};
	}

}
