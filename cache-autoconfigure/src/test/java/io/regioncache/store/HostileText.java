package io.regioncache.store;

import java.util.Random;

/**
 * Texts that a user may choose, and that a careless key layout confuses.
 */
public final class HostileText {

	private static final String[] PIECES = { "{", "}", "{x}", ":", "::", "%", "%3a", "%ud800", "#", "*", ",", " ", "\0",
			"\r\n", "\u007f", "\ud800", "\udc00", "\ud83d\ude00", "ö", "?", "a", "b", "books", "k:", "t:", "c:",
			"epoch", "floor", "clock", "'", "\"", "\\", "[", "(" };

	private HostileText() {
	}

	public static String next(Random random) {
		StringBuilder text = new StringBuilder();
		for (int left = random.nextInt(6); left > 0; left--) {
			text.append(PIECES[random.nextInt(PIECES.length)]);
		}
		if (random.nextInt(20) == 0) {
			text.append("long".repeat(random.nextInt(100)));
		}
		return text.toString();
	}

}
