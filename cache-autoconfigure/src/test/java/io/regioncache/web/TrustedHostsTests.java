package io.regioncache.web;

import java.net.URI;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class TrustedHostsTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			orders.example.com    | https://orders.example.com/a?b           | true
			Orders.Example.com    | https://orders.EXAMPLE.com:8443/         | true
			orders.example.com    | https://orders.example.com.evil.org/     | false
			orders.example.com    | https://evil-orders.example.com/         | false
			orders.example.com    | https://orders.example.com@evil.org/     | false
			orders.example.com    | https://evil.org/orders.example.com      | false
			*.example.com         | https://a.b.example.com/                 | true
			*.example.com         | https://example.com/                     | false
			*.example.com         | https://evilexample.com/                 | false
			localhost:8081        | http://localhost:8081/                   | true
			localhost:8081        | http://localhost:8082/                   | false
			orders:443            | https://orders/                          | true
			orders:80             | http://orders/                           | true
			orders:443            | http://orders/                           | false
			my_service            | http://my_service/path                   | true
			my_service            | http://user:pw@my_service:8080/path      | true
			my_service:8080       | http://my_service:8080/path              | true
			my_service:8080       | http://my_service:8081/path              | false
			my_service            | http://my_service@evil.org/path          | false
			[::1]:8081            | http://[::1]:8081/                       | true
			[::1]                 | http://[::2]/                            | false
			*                     | https://anything.org/                    | true
			orders                | /relative                                | false
			""")
	void areComparedByNameAndPort(String pattern, URI uri, boolean included) {
		assertThat(new TrustedHosts(List.of(pattern)).include(uri)).isEqualTo(included);
	}

	@Test
	void areNoneByDefault() {
		TrustedHosts none = new TrustedHosts(List.of());
		assertThat(none.isEmpty()).isTrue();
		assertThat(none.include(URI.create("http://localhost/"))).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "https://orders", "orders/path", "", "a b", "orders.*", "*orders", "orders:",
			"orders:999999", "a,b" })
	void refuseWhatIsNoHost(String pattern) {
		assertThatIllegalArgumentException().isThrownBy(() -> new TrustedHosts(List.of(pattern)))
			.withMessage("'%s' is not a host. Write its name without scheme and path, such as orders.example.com, "
					+ "*.example.com or localhost:8081.", pattern);
	}

	@Test
	void whatMayHoldAPasswordIsNotRepeated() {
		assertThatIllegalArgumentException().isThrownBy(() -> new TrustedHosts(List.of("user:secret@orders")))
			.withMessageStartingWith("A URL is not a host. ")
			.withMessageNotContaining("secret");
	}

}
