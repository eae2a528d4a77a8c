package io.regioncache.cache;

import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

import io.regioncache.cache.entry.CacheRequest;
import io.regioncache.cache.entry.CacheStatistics.Event;
import io.regioncache.cache.entry.EntryTags;
import io.regioncache.cache.settings.CacheSettings;
import io.regioncache.cache.value.Encoded;
import io.regioncache.testkit.RedisExtension;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.core.ParameterizedTypeReference;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the values of a {@link RegionCache}: what is loaded comes back as it was.
 */
class ValueTests {

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.shared();

	private CacheNode node;

	private CacheNode other;

	private RawRedis raw;

	@BeforeEach
	void start() {
		CacheSettings settings = Settings.of((it) -> it.nullTtl = Duration.ofSeconds(20));
		this.node = CacheNode.at(redis.server().url(), settings);
		this.other = CacheNode.at(redis.server().url(), settings);
		this.raw = new RawRedis(redis.server());
	}

	@AfterEach
	void stop() {
		this.raw.close();
		this.other.close();
		this.node.close();
	}

	static Stream<Arguments> values() {
		Product chair = new Product(1, "chair", Color.RED, new BigDecimal("9.90"), List.of("new"), null);
		return Stream.of(Arguments.of(Integer.class, 0), Arguments.of(String.class, ""),
				Arguments.of(Boolean.class, false), Arguments.of(Long.class, Long.MIN_VALUE),
				Arguments.of(String.class, "null"), Arguments.of(String.class, "\uD83D\uDE00\0{}"),
				Arguments.of(Color.class, Color.RED), Arguments.of(Product.class, chair),
				Arguments.of(Instant.class, Instant.ofEpochSecond(1, 1)),
				Arguments.of(type(new ParameterizedTypeReference<List<Product>>() {
				}), List.of(chair, chair)), Arguments.of(type(new ParameterizedTypeReference<List<Product>>() {
				}), List.of()), Arguments.of(type(new ParameterizedTypeReference<Map<String, List<Product>>>() {
				}), Map.of("a", List.of(chair), "b", List.of())),
				Arguments.of(type(new ParameterizedTypeReference<Map<Color, Set<Long>>>() {
				}), Map.of(Color.RED, Set.of(1L, 2L))), Arguments.of(Object.class, "text"),
				Arguments.of(Object.class, 1), Arguments.of(Object.class, 1L), Arguments.of(Object.class, true),
				Arguments.of(Object.class, 1.5), Arguments.of(Object.class, List.of("a", "b")),
				Arguments.of(Object.class, Set.of()));
	}

	private static Type type(ParameterizedTypeReference<?> reference) {
		return reference.getType();
	}

	@ParameterizedTest
	@MethodSource("values")
	void comesBackAsItWas(Type type, Object value) throws Throwable {
		Counting origin = Counting.always(value);
		for (CacheNode reader : List.of(this.node, this.node, this.other)) {
			assertThat(reader.cache("values").get(CacheRequest.of("k", type), origin)).isEqualTo(value);
		}
		assertThat(origin.loads()).isEqualTo(1);
	}

	@Test
	void comesBackToAReaderThatOnlyKnowsItsClass() {
		Product chair = new Product(1, "chair", null, null, null, null);
		this.node.cache("products").put(1, chair);
		assertThat(this.other.cache("products").get(1, Product.class)).isEqualTo(chair);
	}

	@Test
	void keepsNullForItsOwnTime() throws Throwable {
		Counting origin = Counting.always(null);
		CacheRequest request = CacheRequest.of("k", Product.class);
		assertThat(this.node.cache("products").get(request, origin)).isNull();
		assertThat(this.other.cache("products").get(request, origin)).isNull();
		assertThat(origin.loads()).isEqualTo(1);
		assertThat(this.raw.timeToLive(RawRedis.entry("products", "k"))).isBetween(1L, 20_000L);
	}

	@Test
	void doesNotKeepNullLongerThanTheTimeOfTheRequest() throws Throwable {
		CacheRequest request = new CacheRequest("k", Product.class, EntryTags.NONE, Duration.ofSeconds(5), null,
				(value) -> true);
		this.node.cache("products").get(request, () -> null);
		assertThat(this.raw.timeToLive(RawRedis.entry("products", "k"))).isBetween(1L, 5_000L);
	}

	@Test
	void doesNotKeepNullAtAllIfItsTimeIsZero() throws Throwable {
		try (CacheNode node = CacheNode.at(redis.server().url(), Settings.of((it) -> it.nullTtl = Duration.ZERO))) {
			Counting origin = Counting.always(null);
			CacheRequest request = CacheRequest.of("k", Product.class);
			node.cache("products").get(request, origin);
			node.cache("products").get(request, origin);
			assertThat(origin.loads()).isEqualTo(2);
			assertThat(this.raw.exists(RawRedis.entry("products", "k"))).isFalse();
		}
	}

	@Test
	void isCompressedAboveOneKibibyte() {
		String text = "a sentence that repeats itself, ".repeat(100);
		this.node.cache("texts").put("k", text);
		byte[] stored = this.raw.get(RawRedis.entry("texts", "k"));
		assertThat(stored).hasSizeLessThan(text.length() / 10);
		assertThat(stored[1] & Encoded.LZ4).isNotZero();
		assertThat(this.other.cache("texts").get("k", String.class)).isEqualTo(text);
	}

	@Test
	void isNotCompressedUpToOneKibibyte() {
		this.node.cache("texts").put("k", "a".repeat(1022));
		byte[] stored = this.raw.get(RawRedis.entry("texts", "k"));
		assertThat(stored[1] & Encoded.LZ4).isZero();
		assertThat(stored).hasSizeGreaterThan(1024);
	}

	@Test
	void isLeftAloneIfCompressionDoesNotHelp() {
		StringBuilder noise = new StringBuilder();
		new Random(1).ints(3000, '#', '[').forEach(noise::appendCodePoint);
		String text = noise.toString();
		this.node.cache("texts").put("k", text);
		byte[] stored = this.raw.get(RawRedis.entry("texts", "k"));
		assertThat(stored[1] & Encoded.LZ4).isZero();
		assertThat(this.other.cache("texts").get("k", String.class)).isEqualTo(text);
	}

	@Test
	void costsAtMost48BytesBesideItsTags() throws Throwable {
		List<String> tags = List.of("products", "category:7");
		CacheRequest request = new CacheRequest("k", String.class, EntryTags.of(tags), null, null, (value) -> true);
		this.node.cache("texts").get(request, () -> "chair");
		int tagBytes = tags.stream().mapToInt((tag) -> "t:".length() + tag.length()).sum();
		assertThat(this.raw.get(RawRedis.entry("texts", "k")))
			.hasSizeLessThanOrEqualTo(48 + tagBytes + "\"chair\"".length());
	}

	@Test
	void isSharedByNoTwoCallers() throws Throwable {
		Type type = type(new ParameterizedTypeReference<List<String>>() {
		});
		List<String> loaded = new ArrayList<>(List.of("a"));
		this.node.cache("texts").get(CacheRequest.of("k", type), () -> loaded);
		loaded.add("b");
		Object first = this.node.cache("texts").get(CacheRequest.of("k", type), () -> loaded);
		Object second = this.node.cache("texts").get(CacheRequest.of("k", type), () -> loaded);
		assertThat(first).isEqualTo(List.of("a")).isEqualTo(second).isNotSameAs(second);
		assertThat(this.node.cache("texts").statistics().get(Event.HIT)).isEqualTo(2);
	}

	enum Color {

		RED

	}

	record Product(long id, String name, @Nullable Color color, @Nullable BigDecimal price,
			@Nullable List<String> labels, @Nullable Product part) {

	}

}
