package io.regioncache.autoconfigure.properties;

import java.util.List;
import java.util.Locale;

import io.regioncache.caller.SupportedLocales;
import io.regioncache.web.TrustedProxies;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.context.i18n.LocaleContextHolder;

/**
 * How callers are told apart, where cached values differ by them.
 *
 * @param countryHeaders Headers in which a proxy tells the caller's country, such as
 * 'CF-IPCountry' or 'CloudFront-Viewer-Country'. The first that is there counts.
 * @param subdivisionHeaders Headers in which a proxy tells the part of the country, such
 * as 'CloudFront-Viewer-Country-Region' or 'X-Vercel-IP-Country-Region'. The first that
 * is there counts.
 * @param trustedProxies Addresses of the proxies that are believed, such as '10.0.0.0/8'.
 * None by default: the country of every caller is then unknown.
 * @param locales Locales by which values differ, such as 'en,de,pt-BR'. Every other
 * locale is looked up among them as in RFC 4647, and the first stands for those that find
 * none. By default, all that the JVM knows.
 * @param warn Whether to warn where a load reads something of its caller that its key
 * does not contain. By default, where embedded Redis servers are used.
 */
public record VaryProperties(@DefaultValue List<String> countryHeaders, @DefaultValue List<String> subdivisionHeaders,
		@DefaultValue List<String> trustedProxies, @DefaultValue List<Locale> locales, @Nullable Boolean warn) {

	private static final Log logger = LogFactory.getLog(VaryProperties.class);

	/**
	 * Whether the country of any caller can be known.
	 */
	public boolean findsCountries() {
		return !this.countryHeaders.isEmpty() && !this.trustedProxies.isEmpty();
	}

	/**
	 * Whether the part of the country of any caller can be known.
	 */
	public boolean findsSubdivisions() {
		return !this.subdivisionHeaders.isEmpty() && !this.trustedProxies.isEmpty();
	}

	/**
	 * Return the proxies that are believed.
	 * @param addressed whether they serve for addresses too
	 */
	public TrustedProxies proxies(boolean addressed) {
		warnIfUnknown(addressed);
		try {
			return new TrustedProxies(this.trustedProxies);
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidConfigurationPropertyValueException("regions.vary.trusted-proxies", this.trustedProxies,
					String.valueOf(ex.getMessage()));
		}
	}

	private void warnIfUnknown(boolean addressed) {
		boolean headers = !this.countryHeaders.isEmpty() || !this.subdivisionHeaders.isEmpty();
		if (headers == this.trustedProxies.isEmpty() && (headers || !addressed)) {
			String set = headers ? "country-headers" : "trusted-proxies";
			String missing = headers ? "trusted-proxies" : "country-headers";
			logger.warn(
					"'regions.vary.%s' is set and 'regions.vary.%s' is not: the country of every caller is unknown. Set both, or neither."
						.formatted(set, missing));
		}
	}

	public SupportedLocales supportedLocales(@Nullable Locale defaultLocale) {
		for (Locale locale : this.locales) {
			if (!SupportedLocales.hasLanguage(locale)) {
				throw new InvalidConfigurationPropertyValueException("regions.vary.locales", locale,
						"It names no language. Write language tags such as 'de' or 'pt-BR'.");
			}
		}
		if (!this.locales.isEmpty()) {
			return new SupportedLocales(this.locales, this.locales.get(0));
		}
		return new SupportedLocales(List.of(Locale.getAvailableLocales()),
				(defaultLocale != null) ? defaultLocale : LocaleContextHolder.getLocale(null));
	}

}
