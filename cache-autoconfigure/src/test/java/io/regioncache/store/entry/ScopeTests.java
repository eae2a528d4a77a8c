package io.regioncache.store.entry;

import java.time.Duration;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

import io.regioncache.store.HostileText;
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
		assertThat(Scope.tag("x".repeat(24)).field()).isEqualTo("t:" + "x".repeat(24));
	}

	@Test
	void hashesKeysAsRecorded() {
		assertThat(Scope.key("books", "l:42").field()).isEqualTo("k:902d5644f757aba8");
		assertThat(Scope.key("books", "l:43")).isNotEqualTo(Scope.key("books", "l:42"));
		assertThat(Scope.key("book", "sl:42")).isNotEqualTo(Scope.key("books", "l:42"));
	}

	@Test
	void hashesLongAndOddNamesAsRecorded() {
		assertThat(Scope.tag("x".repeat(25)).field()).isEqualTo("t:#wKrrGLdyXcZ3-iwz6Kabdg");
		assertThat(Scope.tag("two words").field()).isEqualTo("t:#QVYhwBDF1kMUJtFolCqbEw");
		assertThat(Scope.tag("").field()).isEqualTo("t:#70bbN1HY6ZkftFJoNjUuJQ");
	}

	@Test
	void aNameThatLooksLikeAHashIsHashed() {
		String hashed = Scope.tag("two words").field().substring(2);
		assertThat(Scope.tag(hashed)).isNotEqualTo(Scope.tag("two words"));
	}

	@Test
	void aTagThatLooksLikeARevocationIsHashed() {
		assertThat(Scope.tag("~all:ann:issuer:1:60").field()).startsWith("t:#");
		assertThat(Scope.tag("~one:id:60").field()).startsWith("t:#");
		assertThat(Revocation.isOne(Scope.tag("~one:id:60"))).isFalse();
		assertThat(Revocation.isOne(Revocation.ofSession("id", Duration.ofMinutes(1)))).isTrue();
		assertThat(Revocation.isOne(Revocation.ofUser("ann", "issuer", 1, Duration.ofMinutes(1)))).isTrue();
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
			assertThat(Scope.tag(name).field()).startsWith("t:").matches("[!-~]{2,27}");
			assertThat(Scope.cache(name).field()).startsWith("c:").matches("[!-~]{2,27}");
			assertThat(Scope.key(name, name).field()).startsWith("k:").matches("[!-~]{18}");
		}
	}

}
