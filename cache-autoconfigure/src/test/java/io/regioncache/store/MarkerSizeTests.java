package io.regioncache.store;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.lettuce.core.RedisClient;
import io.regioncache.annotation.InvalidationMode;
import io.regioncache.store.session.RedisConnector;
import io.regioncache.store.session.Session;
import io.regioncache.store.entry.MetadataKeys;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.write.Invalidate;
import io.regioncache.testkit.RedisExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What markers cost in Redis.
 */
class MarkerSizeTests {

	private static final MetadataKeys KEYS = MetadataKeys.of("shop");

	private static final int BATCH = 5000;

	/** The fields of the metadata that are not markers. */
	private static final int FIELDS_OF_THE_REGION = 12;

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.shared();

	@Test
	void theLargestCostAtMost100BytesEach() {
		RedisClient client = RedisClient.create(redis.server().url());
		Session session = new RedisConnector(() -> client, KEYS).open();
		try {
			session.attach().join();
			redis.admin().call("HSET", "{shop}:m", "clock", "10000000");
			for (InvalidationMode mode : InvalidationMode.values()) {
				for (int from = 0; from < Invalidate.MARKER_CAP - BATCH; from += BATCH) {
					List<Scope> tags = IntStream.range(from, from + BATCH)
						.mapToObj((i) -> Scope.tag("plain-tag-of-24-by-%05d".formatted(i)))
						.toList();
					new Invalidate(tags, mode).send(session).join();
				}
			}
			assertThat(redis.admin().text("HGET", "{shop}:m", "t:plain-tag-of-24-by-00042"))
				.isEqualTo("10000001,10000020");
			long markers = redis.admin().number("HLEN", "{shop}:m") - FIELDS_OF_THE_REGION;
			assertThat(markers).isEqualTo(Invalidate.MARKER_CAP - BATCH);
			assertThat(redis.admin().number("MEMORY", "USAGE", "{shop}:m", "SAMPLES", "0") / markers)
				.isLessThanOrEqualTo(100);
		}
		finally {
			session.close();
			client.shutdown(0, 1, TimeUnit.SECONDS);
		}
	}

}
