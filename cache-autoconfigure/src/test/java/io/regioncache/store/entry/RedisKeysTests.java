package io.regioncache.store.entry;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import io.lettuce.core.cluster.SlotHash;
import io.regioncache.store.HostileText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link RedisKeys}.
 */
class RedisKeysTests {

	private static final int ROUNDS = 20_000;

	private final RedisKeys keys = new RedisKeys("shop", "");

	@Test
	void schemaAndDeploymentCannotBeTakenForEachOther() {
		assertThat(new RedisKeys("app", "").entries("c", "1")).isEqualTo("app:e:1:c:");
		assertThat(new RedisKeys("app", "a").entries("c", "1")).isEqualTo("app:e:1~a:c:");
		assertThat(new RedisKeys("app", "").entries("c", "1~a")).isEqualTo("app:e:1%7ea:c:");
	}

	@Test
	void laysOutTheKeys() {
		assertThat(text(this.keys.metadata().hash())).isEqualTo("{shop}:m");
		assertThat(this.keys.entries("books", "1")).isEqualTo("shop:e:1:books:");
		assertThat(new RedisKeys("shop", "blue").entries("books", "1")).isEqualTo("shop:e:1~blue:books:");
		assertThat(this.keys.locks("books")).isEqualTo("shop:lock:books:");
		assertThat(text(this.keys.wake("node"))).isEqualTo("shop:wake:node");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			plain          | plain               | plain
			with:colon     | with%3acolon        | with:colon
			{tag}          | %7btag%7d           | %7btag%7d
			100%           | 100%25              | 100%25
			two words      | two%20words         | two%20words
			grün           | grün                | grün
			""")
	void escapes(String name, String segment, String last) {
		assertThat(KeySegments.escape(name)).isEqualTo(segment);
		assertThat(KeySegments.escapeLast(name)).isEqualTo(last);
	}

	@Test
	void namesAreTakenLiterallyInPatterns() {
		assertThat(text(this.keys.patternOf("books"))).isEqualTo("shop:e:*:books:*");
		assertThat(text(new RedisKeys("a*[b]", "").patternOf("c?d\\^e-f")))
			.isEqualTo("a\\*\\[b\\]:e:*:" + "c\\?d\\\\\\^e-f:*");
	}

	@Test
	void tellsWhetherAnEntryIsOfASchema() {
		byte[] key = this.keys.keysOf("my:books", "2", false).apply("s:a b").redisKey();
		assertThat(this.keys.isIn("my:books", "2", key)).isTrue();
		assertThat(this.keys.isIn("my:books", "1", key)).isFalse();
		assertThat(this.keys.isIn("my", "2", key)).isFalse();
		assertThat(new RedisKeys("shop", "blue").isIn("my:books", "2", key)).isFalse();
	}

	@Test
	void escapesWhatHasNoBytesOfItsOwn() {
		assertThat(KeySegments.escape("\ud800|\udc00\ud800")).isEqualTo("%ud800|%udc00%ud800");
		assertThat(KeySegments.escape("\ud83d\ude00")).isEqualTo("\ud83d\ude00");
		assertThat(KeySegments.escape("\0\n\u007f")).isEqualTo("%00%0a%7f");
	}

	@Test
	void noTwoNamesBecomeTheSameBytes() {
		Random random = new Random(1);
		Map<String, String> segments = new HashMap<>();
		Map<String, String> lasts = new HashMap<>();
		for (int round = 0; round < ROUNDS; round++) {
			String name = HostileText.next(random);
			assertThat(segments.merge(bytes(KeySegments.escape(name)), name, (old, same) -> old)).isEqualTo(name);
			assertThat(lasts.merge(bytes(KeySegments.escapeLast(name)), name, (old, same) -> old)).isEqualTo(name);
		}
		assertThat(segments).hasSizeGreaterThan(ROUNDS / 2);
	}

	@Test
	void noTwoEntriesShareAKey() {
		Random random = new Random(2);
		Map<String, List<String>> found = new HashMap<>();
		for (int round = 0; round < ROUNDS; round++) {
			List<String> names = List.of(HostileText.next(random), HostileText.next(random), HostileText.next(random));
			String key = bytes(this.keys.entries(names.get(0), names.get(1)) + KeySegments.escapeLast(names.get(2)));
			assertThat(found.merge(key, names, (old, same) -> old)).isEqualTo(names);
		}
	}

	@Test
	void entriesLieOnTheSlotOfTheirWholeKey() {
		Random random = new Random(3);
		for (int round = 0; round < ROUNDS; round++) {
			String key = this.keys.entries(HostileText.next(random), HostileText.next(random))
					+ KeySegments.escapeLast(HostileText.next(random));
			assertThat(key).doesNotContain("{", "}", " ", "\r", "\n", "\0");
		}
		assertThat(SlotHash.getSlot(this.keys.metadata().hash())).isEqualTo(SlotHash.getSlot("shop"));
	}

	private static String bytes(String key) {
		return new String(key.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
	}

	private static String text(byte[] key) {
		return new String(key, StandardCharsets.UTF_8);
	}

}
