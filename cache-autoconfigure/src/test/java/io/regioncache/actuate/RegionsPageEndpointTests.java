package io.regioncache.actuate;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the page must be for its content security policy to hold, whatever a browser does.
 */
class RegionsPageEndpointTests {

	private static final int LARGEST = 60 * 1024;

	private final String page = new RegionsPageEndpoint().page();

	@ParameterizedTest
	@ValueSource(strings = { "script", "style" })
	void thePolicyAllowsWhatThePageHasByItsHash(String element) throws Exception {
		List<String> contents = contents(element);
		assertThat(contents).hasSize(1);
		byte[] digest = MessageDigest.getInstance("SHA-256").digest(contents.get(0).getBytes(StandardCharsets.UTF_8));
		assertThat(policy()).contains(element + "-src 'sha256-" + Base64.getEncoder().encodeToString(digest) + "';");
	}

	@Test
	void thePolicyAllowsNothingElse() {
		assertThat(policy().replaceAll("sha256-[^']+", "hash")).isEqualTo("default-src 'none'; connect-src 'self'; "
				+ "script-src 'hash'; style-src 'hash'; base-uri 'none'; form-action 'none'");
	}

	@Test
	void nothingComesFromElsewhereAndNoTextIsEverTakenForMarkup() {
		assertThat(this.page).doesNotContain("http:", "https:", "src=", "href=", "innerHTML", "outerHTML", "eval(",
				"document.write", "style=", "onclick");
	}

	@Test
	void itIsSmall() {
		assertThat(this.page.getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(LARGEST);
	}

	private String policy() {
		Matcher policy = Pattern.compile("Content-Security-Policy\" content=\"([^\"]*)\"").matcher(this.page);
		assertThat(policy.find()).isTrue();
		return policy.group(1);
	}

	private List<String> contents(String element) {
		return Pattern.compile("<" + element + "[^>]*>(.*?)</" + element + ">", Pattern.DOTALL)
			.matcher(this.page)
			.results()
			.map((MatchResult found) -> found.group(1))
			.toList();
	}

}
