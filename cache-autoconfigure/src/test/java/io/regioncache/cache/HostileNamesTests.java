package io.regioncache.cache;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

import io.regioncache.cache.entry.CacheRequest;
import io.regioncache.cache.entry.EntryTags;
import io.regioncache.cache.invalidation.Invalidation;
import io.regioncache.testkit.RedisExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Keys, tags and names of caches that users choose, at their worst: each is a name like
 * any other, in a real Redis.
 */
class HostileNamesTests {

	private static final int LONG = 1 << 20;

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.shared();

	private CacheNode node;

	private RawRedis raw;

	@BeforeEach
	void start() {
		this.node = CacheNode.at(redis.server().url());
		this.raw = new RawRedis(redis.server());
	}

	@AfterEach
	void stop() {
		this.raw.close();
		this.node.close();
	}

	static Stream<String> hostile() {
		return Stream.of("{", "}", "{}", "{app}:m", "{app}:log", ":", "::", "~", "%", "%7b", "#", "*", "?", "[a]", "\n",
				"\r\n+OK\r\n", "\0", " ", "\u007f", "\u2028", "\ud800", "\udc00\ud800", "\ud83d\ude00", "epoch",
				"floor", "k:0", "t:a", "c:texts", "s:k", "h:k", "'", "\"", "\\", "$(reboot)", "#{T(Runtime)}",
				"${user.home}", "') redis.call('FLUSHALL') --", "app:e:1:texts:s:k", "x".repeat(LONG),
				"\n".repeat(LONG));
	}

	@ParameterizedTest
	@MethodSource("hostile")
	void areNamesLikeAnyOther(String name) throws Throwable {
		// Developers name caches: blank names are refused, and long ones stay long.
		String cacheName = (name.isBlank() || name.length() == LONG) ? "texts" : name;
		RegionCache cache = this.node.cache(cacheName);
		CacheRequest request = request(name, name);
		CacheRequest neighbor = request(name + "x", name + "x");
		Counting origin = Counting.versions();
		Counting other = Counting.versions();
		assertThat(cache.get(request, origin)).isEqualTo("v1");
		assertThat(cache.get(neighbor, other)).isEqualTo("v1");
		assertThat(cache.get(request, origin)).isEqualTo("v1");
		this.node.manager().invalidate(Invalidation.ofTags(name));
		assertThat(cache.get(request, origin)).isEqualTo("v2");
		this.node.manager().invalidate(Invalidation.ofKeys(cacheName, name));
		assertThat(cache.get(request, origin)).isEqualTo("v3");
		cache.put(name, "put");
		assertThat(cache.get(request, origin)).isEqualTo("put");
		this.node.cache(cacheName + "x").clear();
		assertThat(cache.get(request, origin)).isEqualTo("put");
		assertThat(cache.get(neighbor, other)).as("another key with another tag").isEqualTo("v1");
		cache.clear();
		assertThat(cache.get(request, origin)).isEqualTo("v4");
		assertThat(cache.get(neighbor, other)).isEqualTo("v2");
		assertThat(this.raw.commands().keys("*"))
			.allSatisfy((key) -> assertThat(new String(key, StandardCharsets.UTF_8))
				.matches("(app:|\\{app}:)[^\\s{}\\p{Cntrl}]+")
				.hasSizeLessThan(300));
	}

	private static CacheRequest request(String key, String tag) {
		return new CacheRequest(key, String.class, EntryTags.of(List.of(tag)), null, null, (value) -> true);
	}

}
