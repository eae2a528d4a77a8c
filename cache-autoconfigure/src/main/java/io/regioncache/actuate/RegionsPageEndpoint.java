package io.regioncache.actuate;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;

/**
 * {@link WebEndpoint} with a page that shows what the endpoint {@code regions} says, and
 * asks it again each second. It is one file without anything from elsewhere; its content
 * security policy allows its own script and style by their hashes, and nothing more.
 */
@WebEndpoint(id = "regionspage")
public final class RegionsPageEndpoint {

	private final String page = load();

	/**
	 * Return the page.
	 * @return the page
	 */
	@ReadOperation(produces = "text/html;charset=UTF-8")
	public String page() {
		return this.page;
	}

	private static String load() {
		try (InputStream resource = RegionsPageEndpoint.class.getResourceAsStream("regions.html")) {
			if (resource == null) {
				throw new IllegalStateException("regions.html is missing");
			}
			String page = new String(resource.readAllBytes(), StandardCharsets.UTF_8);
			return page.replace("{script}", hash(page, "script")).replace("{style}", hash(page, "style"));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String hash(String page, String element) {
		String begin = '<' + element + '>';
		String content = page.substring(page.indexOf(begin) + begin.length(), page.indexOf("</" + element + '>'));
		try {
			byte[] digest = MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
			return "sha256-" + Base64.getEncoder().encodeToString(digest);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
