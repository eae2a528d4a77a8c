package io.regioncache.cache.value;

import java.io.File;
import java.lang.reflect.Array;
import java.lang.reflect.Type;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.dataformat.smile.SmileFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ValueFormat}.
 */
class ValueFormatTests {

	private static final Book BOOK = new Book("Dune", 412, List.of("sand", "spice"));

	private final ValueCodec json = new ValueCodec();

	@ParameterizedTest
	@EnumSource
	void whatJsonStoresComesBackInEachFormat(StandardFormat format) {
		ValueCodec codec = this.json.in(format);
		List<String> refused = samples()
			.filter((sample) -> isStored(this.json, sample.value().get(), sample.type())
					&& !isStored(codec, sample.value().get(), sample.type()))
			.map(Sample::name)
			.toList();
		assertThat(refused).isEmpty();
	}

	@ParameterizedTest
	@EnumSource
	void valuesOfNoDeclaredTypeComeBack(StandardFormat format) {
		ValueCodec codec = this.json.in(format);
		Encoded encoded = codec.encode(BOOK, Object.class, Fidelity.STRICT, 0);
		assertThat(codec.decode(encoded, Object.class)).isEqualTo(BOOK);
		assertThat(codec.decode(codec.encode(null, Book.class, Fidelity.STRICT, 0), Book.class)).isNull();
	}

	@ParameterizedTest
	@EnumSource(mode = Mode.EXCLUDE, names = "JSON")
	void largeValuesAreCompressed(StandardFormat format) {
		ValueCodec codec = this.json.in(format);
		Book large = new Book("Dune", 412, Collections.nCopies(1_000, "sand and spice"));
		Encoded encoded = codec.encode(large, Book.class, Fidelity.STRICT, 0);
		assertThat(encoded.flags()).isEqualTo(Encoded.LZ4);
		assertThat(codec.decode(encoded, Book.class)).isEqualTo(large);
	}

	@ParameterizedTest
	@EnumSource(mode = Mode.EXCLUDE, names = "JSON")
	void whatAnotherFormatHasWrittenIsAnotherType(StandardFormat format) {
		ValueCodec codec = this.json.in(format);
		for (Type type : List.of(Book.class, Object.class)) {
			Encoded written = codec.encode(BOOK, type, Fidelity.STRICT, 0);
			assertThatExceptionOfType(ValueException.class).isThrownBy(() -> this.json.decode(written, type))
				.withMessageContaining("or by another serializer than json");
			Encoded before = this.json.encode(BOOK, type, Fidelity.STRICT, 0);
			assertThatExceptionOfType(ValueException.class).isThrownBy(() -> codec.decode(before, type))
				.withMessageContaining("or by another serializer than " + format.id());
		}
	}

	@ParameterizedTest
	@EnumSource
	void bytesThatAreDamagedAreNotAValue(StandardFormat format) {
		ValueCodec codec = this.json.in(format);
		Encoded written = codec.encode(BOOK, Book.class, Fidelity.STRICT, 0);
		byte[] cut = Arrays.copyOf(written.payload(), written.length() / 2);
		assertThatExceptionOfType(ValueException.class)
			.isThrownBy(() -> codec.decode(new Encoded((byte) 0, written.type(), cut), Book.class))
			.withMessageContaining("are not a value of");
	}

	@Test
	void aFormatOfTheApplicationIsToldFromOthers() {
		ValueCodec own = this.json.in(new OwnFormat());
		Encoded written = own.encode(BOOK, Book.class, Fidelity.STRICT, 0);
		assertThat(own.decode(written, Book.class)).isEqualTo(BOOK);
		assertThatExceptionOfType(ValueException.class)
			.isThrownBy(() -> this.json.in(StandardFormat.SMILE).decode(written, Book.class));
		assertThat(this.json.in(new OwnFormat())).isSameAs(own);
	}

	@Test
	void jsonNeedsNoOtherModule() throws Exception {
		List<URL> jars = new ArrayList<>();
		for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
			if (!entry.contains("jackson-dataformat")) {
				jars.add(new File(entry).toURI().toURL());
			}
		}
		try (URLClassLoader without = new URLClassLoader(jars.toArray(URL[]::new),
				ClassLoader.getPlatformClassLoader())) {
			assertThatExceptionOfType(ClassNotFoundException.class)
				.isThrownBy(() -> without.loadClass(SmileFactory.class.getName()));
			Class<?> customizer = without.loadClass(ValueMapperCustomizer.class.getName());
			Object none = Array.newInstance(customizer, 0);
			assertThat(without.loadClass(ValueCodec.class.getName()).getConstructor(none.getClass()).newInstance(none))
				.isNotNull();
		}
	}

	private static Stream<Sample> samples() {
		return Stream.of(ApplicationSamples.all(), CollectionSamples.all(), JdkSamples.all()).flatMap((all) -> all);
	}

	private static boolean isStored(ValueCodec codec, Object value, Type type) {
		try {
			Encoded encoded = codec.encode(value, type, Fidelity.STRICT, 0);
			return Objects.requireNonNull(codec.decode(encoded, type)).getClass() != Void.class;
		}
		catch (ValueException ex) {
			return false;
		}
	}

	record Book(String title, int pages, List<String> words) {

	}

	private static final class OwnFormat implements ValueFormat {

		@Override
		public String id() {
			return "own";
		}

		@Override
		public TokenStreamFactory tokens() {
			return new SmileFactory();
		}

	}

}
