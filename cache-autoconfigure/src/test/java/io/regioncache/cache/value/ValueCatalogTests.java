package io.regioncache.cache.value;

import java.io.IOException;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * That no value of some hundred types differs between a miss and a hit without being
 * refused: alone, in a field, in a list and in a record. What becomes of each is the
 * table of {@code docs/values.md}; run with {@code -Dregioncache.values.write=true} to
 * write it.
 */
class ValueCatalogTests {

	private static final Path PAGE = Path.of("..", "docs", "values.md");

	private static final String BEGIN = "<!-- begin of what ValueCatalogTests writes -->\n";

	private final List<String> silent = new ArrayList<>();

	@Test
	void nothingDiffersInSilenceAndTheDocumentationTellsWhatIsRefused() throws IOException {
		Map<String, StringBuilder> groups = new LinkedHashMap<>();
		List<Sample> samples = samples().toList();
		for (Sample sample : samples) {
			groups.computeIfAbsent(sample.group(), (group) -> new StringBuilder()).append(row(sample));
		}
		assertThat(this.silent).isEmpty();
		assertThat(samples).hasSizeGreaterThan(270);
		String page = Files.readString(PAGE);
		String introduction = page.substring(0, page.indexOf(BEGIN) + BEGIN.length());
		StringBuilder table = new StringBuilder(introduction);
		groups.forEach((group,
				rows) -> table.append("\n## ").append(group).append("\n\n| value | a hit |\n|---|---|\n").append(rows));
		if (Boolean.getBoolean("regioncache.values.write")) {
			Files.writeString(PAGE, table);
		}
		assertThat(comparable(Files.readString(PAGE))).isEqualTo(comparable(table.toString()));
	}

	/**
	 * The words of the page are those on Java 17: later ones name some classes otherwise.
	 */
	private static String comparable(String page) {
		return (Runtime.version().feature() == 17) ? page : page.replaceAll("refused: [^\n]*", "refused");
	}

	@Test
	void theGuardIsWhatFindsTheDifferences() {
		samples().filter((sample) -> !sample.name().equals("collection that is not loaded"))
			.forEach((sample) -> outcome(sample, "alone", sample.type(), Function.identity(), Fidelity.OFF));
		assertThat(this.silent).hasSizeGreaterThan(40);
	}

	private static Stream<Sample> samples() {
		return Stream.of(ApplicationSamples.all(), CollectionSamples.all(), JdkSamples.all())
			.flatMap((samples) -> samples);
	}

	private String row(Sample sample) {
		String alone = outcome(sample, "alone", sample.type(), Function.identity());
		outcome(sample, "in a field", Sample.typeOf(FieldHolder.class, sample.type()), FieldHolder::new);
		outcome(sample, "in a list", Sample.typeOf(List.class, sample.type()), (value) -> {
			List<Object> list = new ArrayList<>();
			list.add(value);
			list.add(null);
			list.add(value);
			return list;
		});
		outcome(sample, "in a record", Sample.typeOf(RecordHolder.class, sample.type()),
				(value) -> new RecordHolder<>(value, 1));
		return "| %s | %s |\n".formatted(escaped(sample.name()), escaped(alone));
	}

	private String outcome(Sample sample, String place, Type type, Function<Object, Object> holder) {
		return outcome(sample, place, type, holder, Fidelity.STRICT);
	}

	private String outcome(Sample sample, String place, Type type, Function<Object, Object> holder, Fidelity fidelity) {
		ValueCodec codec = new ValueCodec();
		Object value = sample.value().get();
		Object held = holder.apply(value);
		String before = Portrait.of(held);
		Object shown = sample.probe().apply(value);
		Encoded encoded;
		try {
			encoded = codec.encode(held, type, fidelity, 0);
		}
		catch (ValueException ex) {
			assertThat(ex.getMessage()).as(sample.name()).doesNotContain("null.").hasSizeGreaterThan(40);
			return "refused: " + words(ex);
		}
		Object read;
		try {
			read = codec.decode(encoded, type);
		}
		catch (ValueException ex) {
			assertThat(fidelity).as(sample.name()).isEqualTo(Fidelity.OFF);
			return "cannot be read";
		}
		if (!before.equals(Portrait.of(read)) || !Objects.equals(shown, sample.probe().apply(taken(read)))
				|| !equalIfItCanBe(value, taken(read))) {
			this.silent.add("%s, %s, %s: %s was read back as %s".formatted(sample.group(), sample.name(), place, before,
					Portrait.of(read)));
		}
		return "the same";
	}

	private static Object taken(@Nullable Object holder) {
		if (holder instanceof FieldHolder<?> field) {
			return Objects.requireNonNull(field.value);
		}
		if (holder instanceof RecordHolder<?> record) {
			return Objects.requireNonNull(record.value());
		}
		boolean mine = holder instanceof List<?> list && list.size() == 3 && list.get(1) == null
				&& list.get(0) == list.get(0);
		return (mine && holder instanceof List<?> list && list.get(0) != null) ? list.get(0)
				: Objects.requireNonNull(holder);
	}

	/**
	 * Values equal what is read back, where their class says what that means. That of a
	 * {@code PersistentBag} is identity.
	 */
	private static boolean equalIfItCanBe(Object value, Object read) {
		try {
			Class<?> definedBy = value.getClass().getMethod("equals", Object.class).getDeclaringClass();
			return definedBy == Object.class || definedBy.getName().startsWith("org.hibernate.") || holdsArrays(value)
					|| value.equals(read);
		}
		catch (NoSuchMethodException ex) {
			return true;
		}
	}

	/**
	 * Arrays, patterns and a few others have no {@code equals}; what holds them does not
	 * either.
	 */
	private static boolean holdsArrays(Object value) {
		String portrait = Portrait.of(value);
		return portrait.contains("[L") || portrait.contains(" with ") || portrait.contains(".atomic.")
				|| portrait.contains("StringBu") || portrait.contains("SampleTypes$Polygon{")
				|| portrait.contains("SampleTypes$Square{");
	}

	/**
	 * What the log says, without what differs from run to run.
	 */
	private static String words(ValueException ex) {
		return String.valueOf(ex.getMessage())
			.replace("; the value is not stored", "")
			.replaceAll("\\$\\$Lambda[^ )]*", "\\$\\$Lambda")
			.replaceAll("io\\.regioncache\\.cache\\.value\\.(SampleTypes\\$)?", "")
			.replaceAll("@[0-9a-f]{5,}", "");
	}

	private static String escaped(String text) {
		return text.replace("|", "\\|").replace("<", "&lt;").replace('\n', ' ');
	}

	private static final class FieldHolder<T> {

		private final @Nullable T value;

		FieldHolder(@Nullable T value) {
			this.value = value;
		}

	}

	private record RecordHolder<T>(@Nullable T value, int more) {

	}

}
