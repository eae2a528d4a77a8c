package io.regioncache.cache.key;

import java.util.List;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a typed key may stand for.
 */
class TypedKeysTests {

	@Test
	void aNumberMayBeMeantAsNumberOrAsText() {
		assertThat(encoded("42")).containsExactly("i:42", "s:42");
		assertThat(encoded("-1")).containsExactly("i:-1", "s:-1");
	}

	@ParameterizedTest
	@ValueSource(strings = { "007", "-0", "+1", "1.0", "1e3", "two words", "", "a/b", "é" })
	void whatIsNoNumberAsItWouldBeWrittenIsText(String text) {
		assertThat(encoded(text)).containsExactly("s:" + text);
	}

	@Test
	void truthAndUuidsMayBeMeantAsSuch() {
		UUID id = UUID.randomUUID();
		assertThat(encoded("true")).containsExactly("b:true", "s:true");
		assertThat(encoded(id.toString())).containsExactly("u:" + id, "s:" + id);
	}

	@ParameterizedTest
	@ValueSource(strings = { "i:42", "s:a b", "h:abc", "LocalDate:s:2026-01-01", "k[2]3/i:14/s:de", "n:",
			"V[2]4/i:4210/L[1]3/x:y", "Rcom.example.Id[1]3/i:1" })
	void whatStandsInRedisMayBeMeantAsItIs(String text) {
		assertThat(TypedKeys.of(text)).containsExactly(new EncodedKey(text), text);
	}

	private static List<String> encoded(String text) {
		return TypedKeys.of(text).stream().map(KeyEncoder::encode).toList();
	}

}
