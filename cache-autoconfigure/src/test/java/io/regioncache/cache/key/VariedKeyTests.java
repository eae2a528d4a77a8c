package io.regioncache.cache.key;

import java.util.List;
import java.util.Locale;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class VariedKeyTests {

	@Test
	void noTwoVariantsShareAPlace() {
		List<Object> keys = List.of("a", new VariedKey("a", List.of("TENANT", "b")),
				new VariedKey("a", List.of("LOCALE", "b")), new VariedKey("a", List.of("TENANT", "b", "LOCALE", "c")),
				new VariedKey("a", List.of("TENANT", "bLOCALEc")), new VariedKey("aTENANT", List.of("b")),
				new VariedKey(List.of("a", "TENANT"), List.of("b")), List.of("a", List.of("TENANT", "b")),
				List.of("a", "TENANT", "b"), new VariedKey("a", List.of("LOCALE", Locale.GERMANY)),
				new VariedKey("a", List.of("LOCALE", "de_DE")));
		assertThat(keys.stream().map(KeyEncoder::encode)).doesNotHaveDuplicates();
	}

	@Test
	void writesRecordedText() {
		assertThat(KeyEncoder.encode(new VariedKey(42L, List.of("TENANT", "acme"))))
			.isEqualTo("V[2]4/i:4222/L[2]8/s:TENANT6/s:acme");
	}

	@Test
	void hasAVariant() {
		assertThatIllegalArgumentException().isThrownBy(() -> new VariedKey("a", List.of()))
			.withMessage("A varied key needs a variant");
	}

}
