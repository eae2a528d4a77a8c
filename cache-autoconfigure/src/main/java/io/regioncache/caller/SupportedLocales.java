package io.regioncache.caller;

import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The locales by which cached values may differ.
 * <p>
 * A caller can ask for any language, also for one that does not exist. So what it asks
 * for is looked up as in section 3.4 of RFC 4647: {@code de-AT} finds {@code de} where
 * there is no {@code de-AT}, and what finds nothing is the default.
 */
public final class SupportedLocales {

	private static final String UNDETERMINED = "und";

	private final Map<String, Locale> locales = new HashMap<>();

	private final Locale defaultLocale;

	private int longest;

	/**
	 * Create a list of locales.
	 * @param locales the locales; those without a language are left out
	 * @param defaultLocale stands for every locale that finds none of them
	 */
	public SupportedLocales(Collection<Locale> locales, Locale defaultLocale) {
		this.defaultLocale = defaultLocale;
		locales.forEach(this::add);
		add(defaultLocale);
	}

	private void add(Locale locale) {
		if (hasLanguage(locale)) {
			String tag = tag(locale);
			this.locales.put(tag, Locale.forLanguageTag(locale.toLanguageTag()));
			this.longest = Math.max(this.longest, tag.length());
		}
	}

	/**
	 * Return the locale that stands for another.
	 * @param asked what a caller asks for
	 * @return the closest of the supported locales, else the default
	 */
	public Locale closest(Locale asked) {
		for (String range = range(asked); !range.isEmpty(); range = shortened(range)) {
			Locale found = this.locales.get(range);
			if (found != null) {
				return found;
			}
		}
		return this.defaultLocale;
	}

	/**
	 * Whether a locale names a language that can be looked up.
	 * @param locale the locale
	 * @return whether it does
	 */
	public static boolean hasLanguage(Locale locale) {
		return !tag(locale).startsWith(UNDETERMINED);
	}

	/**
	 * A caller may send thousands of subtags, and no more are looked at than can matter.
	 */
	private String range(Locale asked) {
		String tag = tag(asked);
		return (tag.length() > this.longest) ? tag.substring(0, Math.max(0, tag.lastIndexOf('-', this.longest))) : tag;
	}

	private static String tag(Locale locale) {
		return locale.toLanguageTag().toLowerCase(Locale.ROOT);
	}

	/**
	 * Cut off the last subtag, and a single letter before it, which only introduces it.
	 */
	private static String shortened(String range) {
		int end = range.lastIndexOf('-');
		if (end >= 2 && range.charAt(end - 2) == '-') {
			end -= 2;
		}
		return (end > 0) ? range.substring(0, end) : "";
	}

}
