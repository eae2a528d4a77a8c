package io.regioncache.store;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link Scope}.
 */
class ScopeTests {

	@Test
	void keepsPlainNames() {
		assertThat(Scope.ALL.field()).isEqualTo("*");
		assertThat(Scope.tag("category:7").field()).isEqualTo("t:category:7");
		assertThat(Scope.cache("books").field()).isEqualTo("c:books");
		assertThat(Scope.tag("x".repeat(40)).field()).isEqualTo("t:" + "x".repeat(40));
	}

	@Test
	void hashesKeysAsRecorded() {
		assertThat(Scope.key("books", "l:42").field()).isEqualTo("k:902d5644f757aba8");
		assertThat(Scope.key("books", "l:43")).isNotEqualTo(Scope.key("books", "l:42"));
		assertThat(Scope.key("book", "sl:42")).isNotEqualTo(Scope.key("books", "l:42"));
	}

	@Test
	void hashesLongAndOddNamesAsRecorded() {
		assertThat(Scope.tag("x".repeat(41)).field()).isEqualTo("t:#0d8cb54193259f015ce19460592999ae");
		assertThat(Scope.tag("two words").field()).isEqualTo("t:#415621c010c5d6431426d168942a9b13");
		assertThat(Scope.tag("").field()).isEqualTo("t:#ef46db3751d8e9991fb4526836352e25");
	}

	@Test
	void aNameThatLooksLikeAHashIsHashed() {
		String hashed = Scope.tag("two words").field().substring(2);
		assertThat(Scope.tag(hashed)).isNotEqualTo(Scope.tag("two words"));
	}

	@Test
	void tellsHostileNamesApart() {
		Random random = new Random(4);
		Map<Scope, String> tags = new HashMap<>();
		for (int round = 0; round < 20_000; round++) {
			String name = HostileText.next(random);
			// What has no UTF-8 form shares a marker: more dies, nothing else.
			String shared = new String(name.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
			assertThat(tags.merge(Scope.tag(name), shared, (old, same) -> old)).isEqualTo(shared);
		}
		assertThat(tags).hasSizeGreaterThan(8_000);
	}

	@Test
	void isOfOneKindWhateverTheName() {
		Random random = new Random(5);
		for (int round = 0; round < 20_000; round++) {
			String name = HostileText.next(random);
			assertThat(Scope.tag(name).field()).startsWith("t:").matches("[!-~]{2,50}");
			assertThat(Scope.cache(name).field()).startsWith("c:").matches("[!-~]{2,50}");
			assertThat(Scope.key(name, name).field()).startsWith("k:").matches("[!-~]{18}");
		}
	}

}
