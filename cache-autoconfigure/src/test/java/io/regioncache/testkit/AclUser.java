package io.regioncache.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The users of {@code docs/security.md}, so that what the page says is what is tested.
 */
public enum AclUser {

	/**
	 * Of processes in the server's own region.
	 */
	HOME("shop-home"),

	/**
	 * Of processes in other regions.
	 */
	PEER("shop-peer");

	private static final Path PAGE = Path.of("../docs/security.md");

	/**
	 * Whether the server is Redis 7.2 or newer. Older ones refuse to read some of what
	 * the page says.
	 */
	private static final boolean HEARS_OF_CLIENTS = ProcessRunner.hearsOfClients();

	private static final String PASSWORD = "secret";

	private final String name;

	AclUser(String name) {
		this.name = name;
	}

	/**
	 * Whether all tests are to run as {@link #HOME}, with the commands of {@link #PEER}:
	 * the system property {@code regioncache.test.acl}.
	 */
	static boolean everywhere() {
		return Boolean.getBoolean("regioncache.test.acl");
	}

	/**
	 * Returns the line of a user who is at home in every region, and may use write-behind
	 * and web sessions.
	 * @param prefixes the key prefixes it may use
	 * @return the line
	 */
	static String everywhere(String... prefixes) {
		Stream<String> services = Stream.of("write-behind", "sessions")
			.flatMap((service) -> commandsOf(service).stream());
		return Stream
			.of(Stream.of(HOME.line(prefixes)), PEER.commands().stream().map((command) -> "+" + command), services)
			.flatMap((words) -> words)
			.collect(Collectors.joining(" "));
	}

	/**
	 * Returns what the page adds to the line of {@link #HOME} for a service that an
	 * application may turn on.
	 * @param service the name of the service's page
	 * @return words of the line
	 */
	static List<String> commandsOf(String service) {
		String sentence = page((line) -> line.contains("](" + service + ".md) need")).split("\\. ")[0];
		return Pattern.compile("`(\\+[^`]+)`")
			.matcher(sentence)
			.results()
			.flatMap((words) -> Stream.of(words.group(1).split(" ")))
			.filter((word) -> HEARS_OF_CLIENTS || !word.equals("+waitaof"))
			.toList();
	}

	/**
	 * Returns the line of {@code redis.conf} that creates this user.
	 * @param prefixes the key prefixes it may use, in place of the one on the page
	 * @return the line
	 */
	public String line(String... prefixes) {
		List<String> words = new ArrayList<>();
		for (String word : page().split(" ")) {
			if (word.startsWith(">")) {
				words.add(">" + PASSWORD);
			}
			else if (word.startsWith("~") || word.startsWith("&")) {
				for (String prefix : prefixes) {
					words.add(word.replace("shop", prefix));
				}
			}
			else {
				words.add(word);
			}
		}
		if (HEARS_OF_CLIENTS) {
			words.add("+client|setinfo");
		}
		return String.join(" ", words);
	}

	boolean isIn(String line) {
		return line.startsWith("user " + this.name + " ");
	}

	/**
	 * Returns the commands that the page allows.
	 * @return their names
	 */
	public List<String> commands() {
		return Stream.of(page().split(" "))
			.filter((word) -> word.startsWith("+"))
			.map((word) -> word.substring(1))
			.toList();
	}

	private String page() {
		return page(this::isIn);
	}

	private static String page(Predicate<String> isMeant) {
		try (var lines = Files.lines(PAGE)) {
			return lines.filter(isMeant)
				.findFirst()
				.orElseThrow(() -> new IllegalStateException(PAGE + " has no such line"));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	public String userName() {
		return this.name;
	}

	/**
	 * Returns what stands before the host in a URL of this user.
	 * @return name and password
	 */
	public String userInfo() {
		return this.name + ":" + PASSWORD + "@";
	}

}
