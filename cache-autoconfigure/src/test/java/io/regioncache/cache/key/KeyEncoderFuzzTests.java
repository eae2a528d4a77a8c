package io.regioncache.cache.key;

import java.math.BigInteger;
import java.time.Duration;
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
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import org.springframework.data.domain.PageRequest;
import org.springframework.data.domain.Sort;
import org.springframework.data.domain.Sort.Direction;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Compares {@link KeyEncoder} with {@code equals} over random nested keys, small enough
 * for many pairs of them to be nearly or altogether alike.
 */
class KeyEncoderFuzzTests {

	private static final String ALPHABET = "ab/:[]13sl\uD800\uDC00{}%\0";

	private static final int KEYS = 50_000;

	private static final Duration TIME = Duration.ofSeconds(Integer.getInteger("regioncache.fuzz.seconds", 3));

	private final Random random = new Random(20_260_101);

	@Test
	void givesTheSameTextToEqualKeysOnly() {
		long end = System.nanoTime() + TIME.toNanos();
		do {
			encode();
		}
		while (System.nanoTime() < end);
	}

	private void encode() {
		Map<String, Object> keys = new HashMap<>();
		Map<Object, String> texts = new HashMap<>();
		int equal = 0;
		for (int i = 0; i < KEYS; i++) {
			Object key = key(0);
			String text = KeyEncoder.encode(key);
			Object twin = keys.putIfAbsent(text, key);
			if (twin != null) {
				equal++;
				assertThat(canonical(twin)).as(text).isEqualTo(canonical(key));
			}
			assertThat(Objects.requireNonNullElse(texts.putIfAbsent(canonical(key), text), text)).isEqualTo(text);
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

	/**
	 * The same key with all integral numbers as long ones, and pages by what they ask
	 * for.
	 */
	private static Object canonical(Object key) {
		if (key instanceof Integer || key instanceof Short || key instanceof BigInteger) {
			return ((Number) key).longValue();
		}
		if (key instanceof List<?> list) {
			return list.stream().map(KeyEncoderFuzzTests::canonical).toList();
		}
		if (key instanceof Set<?> set) {
			return Map.of("set",
					set.stream()
						.map(KeyEncoderFuzzTests::canonical)
						.collect(Collectors.groupingBy((each) -> each, Collectors.counting())));
		}
		if (key instanceof Map<?, ?> map) {
			Map<Object, Object> canonical = new HashMap<>();
			map.forEach((each, value) -> canonical.put(canonical(each), canonical(value)));
			return canonical;
		}
		if (key instanceof Optional<?> optional) {
			return optional.map(KeyEncoderFuzzTests::canonical);
		}
		return (key instanceof Pair pair) ? new Pair(canonical(pair.first()), canonical(pair.second())) : key;
	}

	private Object key(int depth) {
		return switch (this.random.nextInt((depth < 4) ? 13 : 6)) {
			case 0, 1 -> text();
			case 2 -> number();
			case 3 -> page();
			case 4 -> this.random.nextBoolean();
			case 5 -> ALPHABET.charAt(this.random.nextInt(ALPHABET.length()));
			case 6 -> new Pair(key(depth + 1), key(depth + 1));
			case 7 -> Optional.of(key(depth + 1));
			case 8 -> new LinkedHashSet<>(list((n) -> key(depth + 1)));
			case 9 -> map(depth);
			default -> list((n) -> key(depth + 1));
		};
	}

	private Object number() {
		int number = this.random.nextInt(20);
		return switch (this.random.nextInt(4)) {
			case 0 -> number;
			case 1 -> (short) number;
			case 2 -> BigInteger.valueOf(number);
			default -> (long) number;
		};
	}

	private Object page() {
		Sort sort = Sort.by(this.random.nextBoolean() ? Direction.ASC : Direction.DESC,
				"a,b".split(",", 1 + this.random.nextInt(2)));
		return this.random.nextBoolean() ? sort
				: PageRequest.of(this.random.nextInt(3), 1 + this.random.nextInt(3), sort);
	}

	/**
	 * One that holds a number twice, as keys of different types, is refused.
	 */
	private Map<Object, Object> map(int depth) {
		Map<Object, Object> map = new LinkedHashMap<>();
		Set<Object> keys = new HashSet<>();
		list((n) -> {
			Object key = key(depth + 1);
			return keys.add(canonical(key)) ? map.put(key, key(depth + 1)) : null;
		});
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
