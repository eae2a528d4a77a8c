package io.regioncache.autoconfigure;

import java.util.List;

import io.regioncache.web.Countries;
import io.regioncache.web.TrustedProxies;

import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * How callers are told apart, where cached values differ by them.
 *
 * @param countryHeaders Headers in which a proxy tells the caller's country, such as
 * 'CF-IPCountry' or 'CloudFront-Viewer-Country'. The first that is there counts.
 * @param trustedProxies Addresses of the proxies that are believed, such as '10.0.0.0/8'.
 * None by default: the country of every caller is then unknown.
 */
record VaryProperties(@DefaultValue List<String> countryHeaders, @DefaultValue List<String> trustedProxies) {

	Countries countries() {
		try {
			return new Countries(this.countryHeaders, new TrustedProxies(this.trustedProxies));
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidConfigurationPropertyValueException("regions.vary.trusted-proxies", this.trustedProxies,
					String.valueOf(ex.getMessage()));
		}
	}

}
