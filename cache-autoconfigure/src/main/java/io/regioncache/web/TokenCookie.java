package io.regioncache.web;

import java.time.Duration;

import io.regioncache.consistency.IssuedToken;
import org.jspecify.annotations.Nullable;

import org.springframework.http.ResponseCookie;

/**
 * How a browser keeps a token. It is sent to this application alone and never shown to
 * scripts.
 *
 * @param name the name of the cookie
 * @param domain the domain it is sent to, or {@code null} for the host that has set it
 * @param path the path it is sent to
 * @param secure whether it is sent by HTTPS only
 * @param sameSite whether it is sent with requests that come from other sites
 */
public record TokenCookie(String name, @Nullable String domain, String path, boolean secure, SameSite sameSite) {

	/**
	 * Create a cookie.
	 * @throws IllegalArgumentException if no browser would keep it
	 */
	public TokenCookie {
		if (sameSite == SameSite.NONE && !secure) {
			throw new IllegalArgumentException("browsers refuse SameSite=None without Secure");
		}
		cookie(name, "", domain, path, secure, sameSite).build();
	}

	ResponseCookie with(IssuedToken token) {
		return cookie(this.name, token.text(), this.domain, this.path, this.secure, this.sameSite)
			.maxAge(roundUp(token.life()))
			.build();
	}

	private static ResponseCookie.ResponseCookieBuilder cookie(String name, String value, @Nullable String domain,
			String path, boolean secure, SameSite sameSite) {
		return ResponseCookie.from(name, value)
			.domain(domain)
			.path(path)
			.secure(secure)
			.httpOnly(true)
			.sameSite(sameSite.attribute);
	}

	private static Duration roundUp(Duration life) {
		return Duration.ofSeconds(life.plusNanos(999_999_999).toSeconds());
	}

	/**
	 * With which requests from other sites a cookie is sent.
	 */
	public enum SameSite {

		/**
		 * With none: whoever follows a link from another site does not see the own
		 * writes.
		 */
		STRICT("Strict"),

		/**
		 * With those that lead a user here, and change nothing.
		 */
		LAX("Lax"),

		/**
		 * With all.
		 */
		NONE("None");

		private final String attribute;

		SameSite(String attribute) {
			this.attribute = attribute;
		}

	}

}
