package io.regioncache.cache.value;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.core.ResolvableType;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ImmutableValues}.
 */
class ImmutableValuesTests {

	@ParameterizedTest
	@MethodSource
	void nobodyCanChange(Object value) {
		assertThat(ImmutableValues.contain(value)).isTrue();
	}

	static List<Object> nobodyCanChange() {
		return List.of("a", 1, 2L, true, 'c', 1.5, new BigDecimal("1.00"), new UUID(1, 2), LocalDate.EPOCH,
				Instant.EPOCH, ZonedDateTime.now(), Duration.ZERO, TimeUnit.DAYS, Optional.of("a"), List.of("a"),
				Set.of(1), Map.of("a", List.of(1)), Collections.emptyList(), Collections.unmodifiableList(list("a")),
				new Point(1, 2), new Names(List.of("a")), new Fixed("a"), new Holder<>(new Point(1, 2)));
	}

	@ParameterizedTest
	@MethodSource
	void somebodyCouldChange(Object value) {
		assertThat(ImmutableValues.contain(value)).isFalse();
	}

	static List<Object> somebodyCouldChange() {
		return List.of(list("a"), new HashMap<>(), new int[] { 1 }, new Date(), new AtomicLong(), new StringBuilder(),
				List.of(new Date()), Map.of("a", list("a")), Optional.of(new Date()), new Names(list("a")), new Open(),
				new Below(), new Holder<>(new int[1]), new Object());
	}

	@ParameterizedTest
	@MethodSource
	void saysWhyADeclaredTypeCanAlwaysBeChanged(ResolvableType type, @Nullable String refusal) {
		assertThat(ImmutableValues.refusal(type)).isEqualTo(refusal);
	}

	static List<Object[]> saysWhyADeclaredTypeCanAlwaysBeChanged() {
		return List.of(refusal(String.class, null), refusal(long.class, null), refusal(Object.class, null),
				refusal(Point.class, null), refusal(Names.class, null), refusal(Comparable.class, null),
				refusal(List.class, "a java.util.List that is read can be changed"),
				refusal(Map.class, "a java.util.Map that is read can be changed"),
				refusal(int[].class, "an array can be changed"), refusal(Date.class, "a java.util.Date can be changed"),
				refusal(Open.class, Open.class.getName() + ".name is not final"),
				refusal(Below.class, Below.class.getName() + ".name is not final"),
				new Object[] { ResolvableType.forClassWithGenerics(Optional.class, Date.class),
						"a java.util.Date can be changed" },
				new Object[] { ResolvableType.forClassWithGenerics(Holder.class, Date.class),
						Holder.class.getName() + ".held: a java.util.Date can be changed" });
	}

	private static Object[] refusal(Class<?> type, @Nullable String refusal) {
		return new Object[] { ResolvableType.forClass(type), refusal };
	}

	private static List<String> list(String name) {
		return new ArrayList<>(List.of(name));
	}

	record Point(int x, int y) {

	}

	record Names(List<String> names) {

	}

	record Holder<T>(T held) {

	}

	static final class Fixed {

		private final String name;

		Fixed(String name) {
			this.name = name;
		}

		String name() {
			return this.name;
		}

	}

	static class Open {

		String name = "a";

	}

	static class Below extends Open {

		final int number = 1;

	}

}
