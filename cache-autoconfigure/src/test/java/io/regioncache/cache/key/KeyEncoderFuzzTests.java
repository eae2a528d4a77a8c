package io.regioncache.cache.key;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Compares {@link KeyEncoder} with {@code equals} over random nested keys, small enough
 * for many pairs of them to be nearly or altogether alike.
 */
class KeyEncoderFuzzTests {

	private static final String ALPHABET = "ab/:[]13sl\uD800\uDC00{}%\0";

	private static final int KEYS = 50_000;

	private final Random random = new Random(20_260_101);

	@Test
	void givesTheSameTextToEqualKeysOnly() {
		Map<String, Object> keys = new HashMap<>();
		Map<Object, String> texts = new HashMap<>();
		int equal = 0;
		for (int i = 0; i < KEYS; i++) {
			Object key = key(0);
			String text = KeyEncoder.encode(key);
			Object twin = keys.putIfAbsent(text, key);
			if (twin != null) {
				equal++;
				assertThat(twin).as(text).isEqualTo(key);
			}
			assertThat(Objects.requireNonNullElse(texts.putIfAbsent(key, text), text)).isEqualTo(text);
		}
		assertThat(equal).as("pairs of equal keys").isBetween(KEYS / 100, KEYS * 9 / 10);
	}

	@Test
	void givesTheSameTextWhateverTheOrderOfAnUnorderedKey() {
		for (int i = 0; i < 1000; i++) {
			List<Object> elements = new ArrayList<>(new HashSet<>(list((n) -> key(2))));
			Set<Object> forth = new LinkedHashSet<>(elements);
			Collections.shuffle(elements, this.random);
			assertThat(KeyEncoder.encode(new LinkedHashSet<>(elements))).isEqualTo(KeyEncoder.encode(forth));
		}
	}

	private Object key(int depth) {
		return switch (this.random.nextInt((depth < 4) ? 12 : 6)) {
			case 0, 1 -> text();
			case 2 -> this.random.nextInt(20);
			case 3 -> (long) this.random.nextInt(20);
			case 4 -> this.random.nextBoolean();
			case 5 -> ALPHABET.charAt(this.random.nextInt(ALPHABET.length()));
			case 6 -> new Pair(key(depth + 1), key(depth + 1));
			case 7 -> Optional.of(key(depth + 1));
			case 8 -> new LinkedHashSet<>(list((n) -> key(depth + 1)));
			case 9 -> map(depth);
			default -> list((n) -> key(depth + 1));
		};
	}

	private Map<Object, Object> map(int depth) {
		Map<Object, Object> map = new LinkedHashMap<>();
		list((n) -> map.put(key(depth + 1), key(depth + 1)));
		return map;
	}

	private List<Object> list(IntFunction<Object> element) {
		List<Object> list = new ArrayList<>();
		IntStream.range(0, this.random.nextInt(4)).forEach((n) -> list.add(element.apply(n)));
		return list;
	}

	private String text() {
		StringBuilder text = new StringBuilder();
		for (int length = this.random.nextInt(5); length > 0; length--) {
			text.append(ALPHABET.charAt(this.random.nextInt(ALPHABET.length())));
		}
		return text.toString();
	}

	record Pair(Object first, Object second) {

	}

}
