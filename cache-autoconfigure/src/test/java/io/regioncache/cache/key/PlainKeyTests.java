package io.regioncache.cache.key;

import java.util.List;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import org.springframework.cache.interceptor.SimpleKey;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Keys by which an entry is found in the memory of a process as they are.
 */
class PlainKeyTests {

	@Test
	void aScalarIsItsOwnKey() {
		UUID id = UUID.randomUUID();
		assertThat(PlainKey.of("a")).isEqualTo("a");
		assertThat(PlainKey.of(5L)).isEqualTo(5L);
		assertThat(PlainKey.of(id)).isSameAs(id);
	}

	@Test
	void argumentsAreFoundByTheKeyThatSpringMakesOfThem() {
		Object stored = PlainKey.of(new SimpleKey("a", 5L));
		assertThat(PlainKey.ofAll(new Object[] { "a", 5L })).isEqualTo(stored).hasSameHashCodeAs(stored);
		assertThat(PlainKey.ofAll(new Object[0])).isEqualTo(PlainKey.of(SimpleKey.EMPTY));
	}

	@Test
	void keysWithOtherTextsAreOtherKeys() {
		Object key = PlainKey.ofAll(new Object[] { "a", 5L });
		for (Object[] other : List.of(new Object[] { "a", 5 }, new Object[] { 5L, "a" }, new Object[] { "a" },
				new Object[] { "a", 5L, 5L }, new Object[] { "a5" })) {
			assertThat(PlainKey.ofAll(other)).isNotEqualTo(key);
		}
		// Both have one hash code
		assertThat(PlainKey.ofAll(new Object[] { "Aa", 1 })).isNotEqualTo(PlainKey.ofAll(new Object[] { "BB", 1 }));
		assertThat(PlainKey.of(new SimpleKey(List.of("a")))).isNull();
	}

	@Test
	void whatIsNoScalarHasToBeEncoded() {
		assertThat(PlainKey.of(List.of("a"))).isNull();
		assertThat(PlainKey.of(5.0)).isNull();
		assertThat(PlainKey.ofAll(new Object[] { "a", null })).isNull();
		assertThat(PlainKey.ofAll(new Object[] { "a", new long[1] })).isNull();
		assertThat(PlainKey.of(new SimpleKey("a", List.of("b")))).isNull();
	}

}
