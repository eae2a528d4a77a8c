package io.regioncache.web;

import java.util.List;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class TrustedProxiesTests {

	@ParameterizedTest
	@CsvSource({ "10.0.0.0/8, 10.255.1.2, true", "10.0.0.0/8, 11.0.0.1, false", "192.0.2.7, 192.0.2.7, true",
			"192.0.2.7, 192.0.2.8, false", "192.0.2.128/25, 192.0.2.127, false", "192.0.2.128/25, 192.0.2.129, true",
			"0.0.0.0/0, 203.0.113.9, true", "0.0.0.0/0, 2001:db8::1, false", "fd00::/8, fdab::1, true",
			"fd00::/8, fe80::1, false", "::1, 0:0:0:0:0:0:0:1, true", "fe80::/10, fe80::1%eth0, true",
			"127.0.0.1, ::ffff:127.0.0.1, true", "10.0.0.0/8, proxy.example.com, false", "10.0.0.0/8, '', false",
			"10.0.0.0/8, 10.1, false", "10.0.0.0/8, 10.0.0.999, false" })
	void areComparedByTheirFirstBits(String range, String address, boolean included) {
		assertThat(new TrustedProxies(List.of(range)).include(address)).isEqualTo(included);
	}

	@ParameterizedTest
	@ValueSource(strings = { "localhost", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "10.0.0/8", "", "fd00::/129",
			"256.1.1.1", "proxy.example.com/8", "*" })
	void refuseWhatIsNoRange(String range) {
		assertThatIllegalArgumentException().isThrownBy(() -> new TrustedProxies(List.of(range)))
			.withMessage("'%s' is no range of addresses. "
					+ "Write an address, or one with a length, such as 10.0.0.0/8 or fd00::/8.", range);
	}

}
