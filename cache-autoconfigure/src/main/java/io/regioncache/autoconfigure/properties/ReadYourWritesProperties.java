package io.regioncache.autoconfigure.properties;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.regioncache.cache.settings.SessionSettings;
import io.regioncache.consistency.ConsistencyTokens;
import io.regioncache.web.TokenCookie;
import io.regioncache.web.TrustedHosts;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * How callers see their own writes in every region.
 *
 * @param secret Signs the tokens that callers carry: random text of at least 32 bytes,
 * the same in every region. Without it, no tokens are issued.
 * @param previousSecrets Secrets whose tokens are still accepted, while 'secret' is
 * rotated.
 * @param life For how long after its last write a caller is sure to see it.
 * @param maxWait How long a read waits for the home region to apply what its caller has
 * written elsewhere.
 * @param detours Which fraction of the reads of a process may then be answered by another
 * region or by the origin. What is above is answered by the home region, and flagged.
 * @param cookie The cookie that carries the token of a browser.
 * @param header The header that carries the token of any other client.
 * @param propagateTo Hosts that RestClient, RestTemplate and WebClient pass tokens on to,
 * such as 'orders.example.com', '*.example.com' or 'localhost:8081'. None by default.
 * @param cacheStatus Whether responses tell by a 'Cache-Status' header that a read was
 * answered with what may be older than the caller's last write.
 */
public record ReadYourWritesProperties(@Nullable String secret, @DefaultValue List<String> previousSecrets,
		@DefaultValue("30s") Duration life, @DefaultValue("50ms") Duration maxWait,
		@DefaultValue("0.05") double detours, @DefaultValue Cookie cookie, @DefaultValue Header header,
		@DefaultValue List<String> propagateTo, @DefaultValue("false") boolean cacheStatus) {

	private static final String PREFIX = "regions.read-your-writes.";

	public ReadYourWritesProperties {
		if (secret != null) {
			ConsistencyTokens.requireSecrets(secrets(secret, previousSecrets));
		}
	}

	/**
	 * Return all secrets.
	 * @return the secret that signs first
	 */
	public List<String> secrets() {
		return secrets((this.secret != null) ? this.secret : "", this.previousSecrets);
	}

	private static List<String> secrets(String secret, List<String> previousSecrets) {
		List<String> secrets = new ArrayList<>();
		secrets.add(secret);
		secrets.addAll(previousSecrets);
		return secrets;
	}

	/**
	 * Return what is done for callers with a token.
	 * @return the settings
	 * @throws InvalidConfigurationPropertyValueException if one of them makes no sense
	 */
	public SessionSettings session() {
		if (this.maxWait.isNegative()) {
			throw new InvalidConfigurationPropertyValueException(PREFIX + "max-wait", this.maxWait,
					"Use zero to never wait.");
		}
		if (this.detours < 0 || this.detours > 1) {
			throw new InvalidConfigurationPropertyValueException(PREFIX + "detours", this.detours,
					"It is a fraction: between 0 and 1, such as 0.05.");
		}
		return new SessionSettings(this.maxWait, this.detours);
	}

	/**
	 * Return the hosts that tokens are passed on to.
	 * @return the hosts
	 * @throws InvalidConfigurationPropertyValueException if something is no host
	 */
	public TrustedHosts trustedHosts() {
		try {
			return new TrustedHosts(this.propagateTo);
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidConfigurationPropertyValueException(PREFIX + "propagate-to",
					this.propagateTo.stream().map((host) -> RedisUrl.isUrl(host) ? "(a URL)" : host).toList(),
					String.valueOf(ex.getMessage()));
		}
	}

	@Override
	public String toString() {
		return "ReadYourWritesProperties[life=%s, cookie=%s, header=%s, propagateTo=%s, cacheStatus=%s]"
			.formatted(this.life, this.cookie, this.header, this.propagateTo, this.cacheStatus);
	}

	/**
	 * The cookie that carries the token of a browser.
	 *
	 * @param enabled Whether there is a cookie.
	 * @param name Name of the cookie.
	 * @param domain Domain that the cookie is sent to. By default, the host that has set
	 * it.
	 * @param path Path that the cookie is sent to.
	 * @param secure Whether the cookie is sent by HTTPS only.
	 * @param sameSite Whether the cookie is sent with requests that come from other
	 * sites. With 'strict', who follows a link from another site does not see the own
	 * writes.
	 */
	public record Cookie(@DefaultValue("true") boolean enabled, @DefaultValue("region-cache-token") String name,
			@Nullable String domain, @DefaultValue("/") String path, @DefaultValue("true") boolean secure,
			@DefaultValue("lax") TokenCookie.SameSite sameSite) {

		public @Nullable TokenCookie settings() {
			if (!this.enabled) {
				return null;
			}
			try {
				return new TokenCookie(this.name, this.domain, this.path, this.secure, this.sameSite);
			}
			catch (IllegalArgumentException ex) {
				throw new InvalidConfigurationPropertyValueException(PREFIX + "cookie", this,
						"No browser would keep such a cookie: %s.".formatted(ex.getMessage()));
			}
		}

	}

	/**
	 * The header that carries the token of a client other than a browser.
	 *
	 * @param enabled Whether the header is read from requests, and added to responses.
	 * @param name Name of the header.
	 */
	public record Header(@DefaultValue("true") boolean enabled, @DefaultValue("Region-Cache-Token") String name) {

	}

}
