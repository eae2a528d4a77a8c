package io.regioncache.web;

import java.util.List;
import java.util.Map;

import io.regioncache.web.StructuredFields.Item;
import io.regioncache.web.StructuredFields.Token;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link StructuredFields}, with the examples of the draft and of RFC 9651.
 */
class StructuredFieldsTests {

	@Test
	void examplesOfTheDraftAreRead() {
		assertThat(StructuredFields.list(List.of("\"burst\";q=100;w=60,\"daily\";q=1000;w=86400"))).containsExactly(
				new Item("burst", Map.of("q", 100L, "w", 60L)), new Item("daily", Map.of("q", 1000L, "w", 86400L)));
		assertThat(StructuredFields.list(List.of("\"peruser\";q=100;w=60;pk=:cHsdsQ==:")).get(0).parameters())
			.containsKey("pk");
		assertThat(StructuredFields.list(List.of("\"a\";r=1", "\"b\";r=2"))).hasSize(2);
		assertThat(StructuredFields.list(List.of("sugar, ?1;x, 4.5"))).extracting(Item::value)
			.startsWith(new Token("sugar"), true);
	}

	@ParameterizedTest
	@ValueSource(strings = { "\"a\",", "\"a", "\"ä\"", "\"a\";Q=1", "\"a\";q=", "\"a\" \"b\"",
			"\"a\";q=1234567890123456", "'a'", "\"a\\n\"", "\"a\";q=1.2345", "?2", ",\"a\"" })
	void whatIsNotOfTheGrammarFails(String line) {
		assertThatIllegalArgumentException().isThrownBy(() -> StructuredFields.list(List.of(line)));
	}

}
