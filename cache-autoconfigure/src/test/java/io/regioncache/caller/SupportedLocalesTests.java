package io.regioncache.caller;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SupportedLocales}.
 */
class SupportedLocalesTests {

	private final SupportedLocales few = new SupportedLocales(
			Stream.of("en", "de", "de-CH", "zh-Hant", "pt-BR").map(Locale::forLanguageTag).toList(), Locale.ENGLISH);

	@ParameterizedTest
	@CsvSource({ "de, de", "de-AT, de", "de-CH, de-CH", "DE-ch, de-CH", "de-CH-1996, de-CH", "de-DE-u-co-phonebk, de",
			"zh-Hant-TW, zh-Hant", "zh-Hant-CN-x-private, zh-Hant", "pt-PT, en", "pt, en", "fr, en", "tlh, en",
			"und, en", "x-private, en" })
	void looksUpAsRfc4647Says(String asked, String closest) {
		assertThat(this.few.closest(Locale.forLanguageTag(asked)).toLanguageTag()).isEqualTo(closest);
	}

	@Test
	void agreesWithTheLookupOfTheJdk() {
		List<String> tags = List.of("en", "de", "de-CH", "zh-Hant", "pt-BR");
		for (Locale asked : Locale.getAvailableLocales()) {
			String range = asked.toLanguageTag();
			String expected = range.equals("und") ? null
					: Locale.lookupTag(List.of(new Locale.LanguageRange(range)), tags);
			assertThat(this.few.closest(asked).toLanguageTag()).as(range)
				.isEqualToIgnoringCase((expected != null) ? expected : "en");
		}
	}

	@Test
	void whatIsNoLocaleIsTheDefault() {
		assertThat(this.few.closest(Locale.ROOT)).isEqualTo(Locale.ENGLISH);
		assertThat(this.few.closest(new Locale("not a language!", "DE"))).isEqualTo(Locale.ENGLISH);
	}

	@Test
	void inventedLocalesFindNoMoreThanThereAre() {
		SupportedLocales known = new SupportedLocales(List.of(Locale.getAvailableLocales()), Locale.ENGLISH);
		Set<Locale> closest = new HashSet<>();
		for (char a = 'a'; a <= 'z'; a++) {
			for (char b = 'a'; b <= 'z'; b++) {
				closest.add(known.closest(Locale.forLanguageTag("q" + a + b)));
				closest.add(known.closest(Locale.forLanguageTag("de-" + a + b + "-" + a + b + a + b + a)));
			}
		}
		assertThat(closest).hasSizeLessThan(20).contains(Locale.ENGLISH, Locale.GERMAN, Locale.GERMANY);
	}

	@Test
	void aLocaleWithThousandsOfPartsIsLookedUpInItsFirst() {
		Locale asked = Locale.forLanguageTag("de-CH" + "-1a2b3".repeat(3000));
		assertThat(this.few.closest(asked)).isEqualTo(Locale.forLanguageTag("de-CH"));
	}

	@Test
	void theDefaultFindsItself() {
		Locale klingon = Locale.forLanguageTag("tlh");
		assertThat(new SupportedLocales(List.of(Locale.GERMAN), klingon).closest(klingon)).isEqualTo(klingon);
		assertThat(new SupportedLocales(List.of(), Locale.ROOT).closest(klingon)).isEqualTo(Locale.ROOT);
	}

	@Test
	void aLocaleOfTheJvmFindsItself() {
		SupportedLocales known = new SupportedLocales(List.of(Locale.getAvailableLocales()), Locale.ENGLISH);
		for (String tag : List.of("de", "de-AT", "pt-BR", "zh-Hant-TW", "nn-NO", "he", "sr-Latn")) {
			assertThat(known.closest(Locale.forLanguageTag(tag))).isEqualTo(Locale.forLanguageTag(tag));
		}
	}

}
