package io.regioncache.cache;

import java.util.List;
import java.util.Random;

import io.regioncache.cache.entry.CacheRequest;
import io.regioncache.cache.entry.EntryTags;
import io.regioncache.testkit.RedisExtension;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an entry costs in Redis beside its JSON and its tags.
 */
class EntrySizeTests {

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.shared();

	@ParameterizedTest
	@ValueSource(ints = { 0, 400, 1022, 1023, 10_240, 100_000 })
	void isAtMost48Bytes(int length) throws Throwable {
		// Random letters: what little LZ4 saves of them must not hide what is added.
		String value = new Random(9).ints(length, '0', 'z')
			.mapToObj((c) -> (c == '\\') ? "/" : Character.toString(c))
			.reduce(new StringBuilder(), StringBuilder::append, StringBuilder::append)
			.toString();
		int tags = 2 + "t:products".length() + "t:category:7".length();
		try (CacheNode node = CacheNode.patient(redis.server().url())) {
			CacheRequest request = new CacheRequest("1", String.class, EntryTags.of(List.of("products", "category:7")),
					null, null, (any) -> true);
			node.cache("texts").get(request, () -> value);
			List<?> keys = redis.admin().list("KEYS", "app:e:*");
			assertThat(keys).hasSize(1);
			long json = length + 2;
			assertThat(redis.admin().number("STRLEN", (String) keys.get(0))).isLessThanOrEqualTo(json + tags + 48)
				.isGreaterThan(json / 2 + tags + 40);
		}
	}

}
