package io.regioncache.web;

import java.util.List;
import java.util.Map;

import io.regioncache.caller.CallerRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Subdivisions}.
 */
class SubdivisionsTests {

	private final Countries countries = new Countries(List.of("X-Country"));

	private final Subdivisions subdivisions = new Subdivisions(List.of("X-Region", "X-Other"), this.countries);

	@ParameterizedTest
	@CsvSource({ "US, TX, US-TX", "us, tx, US-TX", "DE, BY, DE-BY", "GB, ENG, GB-ENG", "US, US-TX, US-TX",
			"'', US-TX, US-TX", "AT, 9, AT-9", "'', TX, ZZ", "US, CA-ON, ZZ", "'', XX-TX, ZZ", "US, '', ZZ",
			"US, Texas, ZZ", "US, T-X, ZZ", "XX, TX, ZZ" })
	void isTheCodeOfIso31662(String country, String told, String subdivision) {
		assertThat(this.subdivisions.read(request(true, country, List.of(told)))).isEqualTo(subdivision);
	}

	@Test
	void nobodyElseIsBelieved() {
		assertThat(this.subdivisions.read(request(false, "US", List.of("TX")))).isEqualTo("ZZ");
		assertThat(this.subdivisions.read(request(true, "US", List.of("TX", "CA")))).isEqualTo("ZZ");
		assertThat(this.subdivisions.read(request(true, "US", List.of()))).isEqualTo("ZZ");
		assertThat(this.subdivisions.value()).isEqualTo("ZZ");
	}

	private static CallerRequest request(boolean trusted, String country, List<String> region) {
		Map<String, List<String>> headers = Map.of("X-Country", List.of(country), "X-Region", region);
		return new CallerRequest() {

			@Override
			public List<String> headers(String name) {
				return headers.getOrDefault(name, List.of());
			}

			@Override
			public boolean isFromTrustedProxy() {
				return trusted;
			}

		};
	}

}
