package io.regioncache.web;

import java.time.Duration;

import io.regioncache.consistency.IssuedToken;
import io.regioncache.web.TokenCookie.SameSite;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class TokenCookieTests {

	@Test
	void livesAsLongAsItsTokenRoundedUp() {
		TokenCookie cookie = new TokenCookie("n", "example.com", "/shop", false, SameSite.STRICT);
		assertThat(cookie.with(new IssuedToken("t", Duration.ofMillis(11_001))).toString())
			.startsWith("n=t; Path=/shop; Domain=example.com; Max-Age=12; ")
			.endsWith("; HttpOnly; SameSite=Strict");
		assertThat(cookie.with(new IssuedToken("t", Duration.ofSeconds(11))).getMaxAge())
			.isEqualTo(Duration.ofSeconds(11));
	}

	@Test
	void isOneThatBrowsersKeep() {
		assertThatIllegalArgumentException().isThrownBy(() -> new TokenCookie("a b", null, "/", true, SameSite.LAX));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new TokenCookie("n", "example.com;", "/", true, SameSite.LAX));
		assertThatIllegalArgumentException().isThrownBy(() -> new TokenCookie("n", null, "/", false, SameSite.NONE))
			.withMessage("browsers refuse SameSite=None without Secure");
	}

}
