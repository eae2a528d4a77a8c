package io.regioncache.region;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link Region}, {@link Regions} and {@link KeySpace}.
 */
class RegionTests {

	@ParameterizedTest
	@ValueSource(strings = { "eu-west-1", "a", "0", "westeurope", "r-", })
	void acceptsPlainNames(String name) {
		assertThat(new Region(name)).hasToString(name);
	}

	@Test
	void acceptsNamesOf63Characters() {
		assertThat(new Region("r".repeat(63)).name()).hasSize(63);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "EU-WEST-1", "-eu", "eu_west_1", "eu.west.1", "eu-west-1\n", "eu:west", "{eu}",
			"euröpe" })
	void refusesOtherNames(String name) {
		assertThatExceptionOfType(RegionConfigurationException.class).isThrownBy(() -> new Region(name))
			.withMessage("'" + name + "' is not a valid region name.")
			.satisfies((ex) -> assertThat(ex.getAction())
				.isEqualTo("Use lower-case letters, digits and hyphens, beginning with a letter or digit, "
						+ "at most 63 characters: for example 'eu-west-1'."));
	}

	@Test
	void refusesNamesOf64Characters() {
		assertThatExceptionOfType(RegionConfigurationException.class).isThrownBy(() -> new Region("r".repeat(64)));
	}

	@Test
	void regionsKeepTheirOrder() {
		List<Region> all = List.of(new Region("b"), new Region("a"));
		assertThat(new Regions(all, all.get(1)).names()).containsExactly("b", "a");
	}

	@Test
	void homeIsOneOfTheRegions() {
		assertThatIllegalArgumentException().isThrownBy(() -> new Regions(List.of(new Region("a")), new Region("b")))
			.withMessage("Home region 'b' is not one of [a]");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "{shop}", "shop:1", "my shop", "shop\t", "shop\u0000", "shop\u00a0", "shop\u007f" })
	void keyPrefixThatCannotBePartOfAKeyIsRefused(String prefix) {
		assertThatExceptionOfType(RegionConfigurationException.class).isThrownBy(() -> new KeySpace(prefix, ""))
			.withMessage("The key prefix '" + prefix
					+ "' is empty or contains a brace, a colon, whitespace or a control character.")
			.satisfies((ex) -> assertThat(ex.getAction())
				.isEqualTo("Set 'regions.key-prefix', which is 'spring.application.name' unless set, "
						+ "to a plain name such as 'shop'."));
	}

}
