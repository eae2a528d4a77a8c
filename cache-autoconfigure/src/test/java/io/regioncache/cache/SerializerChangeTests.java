package io.regioncache.cache;

import io.regioncache.cache.entry.CacheRequest;
import io.regioncache.cache.entry.CacheStatistics.Event;
import io.regioncache.cache.settings.CacheSettings;
import io.regioncache.cache.value.StandardFormat;
import io.regioncache.testkit.RedisExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two processes that write the values of a cache in two formats.
 */
class SerializerChangeTests {

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.shared();

	@Test
	void whatAnotherSerializerHasWrittenIsAMissAndOverwritten() throws Throwable {
		CacheSettings smile = CacheSettings.DEFAULTS.mutate().format(StandardFormat.SMILE).build();
		try (CacheNode before = CacheNode.at(redis.server().url()).awaitAvailable();
				CacheNode after = CacheNode.at(redis.server().url(), smile).awaitAvailable()) {
			CacheRequest request = CacheRequest.of("k", String.class);
			assertThat(before.cache("serialized").get(request, () -> "json")).isEqualTo("json");
			assertThat(after.cache("serialized").get(request, () -> "smile")).isEqualTo("smile");
			assertThat(after.cache("serialized").statistics().get(Event.MISS)).isOne();
			assertThat(after.cache("serialized").get(request, () -> "not asked")).isEqualTo("smile");
			assertThat(after.cache("serialized").statistics().get(Event.HIT)).isOne();
			assertThat(before.cache("serialized").get(request, () -> "json again")).isEqualTo("json again");
			assertThat(before.cache("serialized").statistics().get(Event.MISS)).isEqualTo(2);
		}
	}

}
