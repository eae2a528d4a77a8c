package io.regioncache.autoconfigure.consistency;

import java.time.InstantSource;

import io.regioncache.autoconfigure.properties.ReadYourWritesProperties;
import io.regioncache.autoconfigure.properties.RegionsProperties;
import io.regioncache.autoconfigure.region.RegionsAutoConfiguration;
import io.regioncache.autoconfigure.start.StartNote;
import io.regioncache.autoconfigure.start.StartNote.Topic;
import io.regioncache.consistency.ConsistencyTokens;
import io.regioncache.consistency.RegionContext;
import io.regioncache.region.KeySpace;
import io.regioncache.region.Regions;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;

/**
 * {@link AutoConfiguration Auto-configuration} for the tokens by which callers see their
 * own writes in every region.
 */
@AutoConfiguration(after = RegionsAutoConfiguration.class)
@ConditionalOnBean(Regions.class)
public final class RegionTokensAutoConfiguration {

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
	@Order(1)
	static StartNote regionTokensNote(Regions regions, ObjectProvider<ConsistencyTokens> tokens) {
		String off = (regions.all().size() == 1) ? "off (one region needs no tokens)"
				: "off (a user that writes in one region may read the old value in another; set 'regions.read-your-writes.secret', the same in every region, to turn it on)";
		return new StartNote(Topic.READ_YOUR_WRITES, (tokens.getIfAvailable() != null) ? "on" : off);
	}

}
