package io.regioncache.web;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A strict parser of lists as RFC 9651 defines them, with the algorithms of its section
 * 4.2: what does not follow the grammar to the letter fails.
 */
final class StructuredFields {

	private static final String TOKEN = "!#$%&'*+-.^_`|~:/";

	private final String input;

	private int at;

	private StructuredFields(String input) {
		this.input = input;
	}

	/**
	 * Parses a field.
	 * @param lines its lines, which count as one
	 * @return the items of the list
	 */
	static List<Item> list(List<String> lines) {
		StructuredFields fields = new StructuredFields(String.join(", ", lines));
		fields.skip(" ");
		List<Item> items = fields.items();
		fields.skip(" ");
		if (!fields.isAtEnd()) {
			throw fields.failure("characters behind the list");
		}
		return items;
	}

	private List<Item> items() {
		List<Item> items = new ArrayList<>();
		while (!isAtEnd()) {
			items.add(item());
			skip(" \t");
			if (isAtEnd()) {
				return items;
			}
			expect(',');
			skip(" \t");
			if (isAtEnd()) {
				throw failure("a comma at the end");
			}
		}
		return items;
	}

	private Item item() {
		return new Item(bare(), parameters());
	}

	private Map<String, Object> parameters() {
		Map<String, Object> parameters = new LinkedHashMap<>();
		while (!isAtEnd() && peek() == ';') {
			this.at++;
			skip(" ");
			String key = key();
			boolean valued = !isAtEnd() && peek() == '=';
			if (valued) {
				this.at++;
			}
			parameters.put(key, valued ? bare() : Boolean.TRUE);
		}
		return parameters;
	}

	private String key() {
		int begin = this.at;
		while (!isAtEnd() && (isLower(peek()) || peek() == '*'
				|| (this.at > begin && (isDigit(peek()) || "_-.".indexOf(peek()) >= 0)))) {
			this.at++;
		}
		if (this.at == begin) {
			throw failure("no key");
		}
		return this.input.substring(begin, this.at);
	}

	private Object bare() {
		if (isAtEnd()) {
			throw failure("no item");
		}
		char first = peek();
		if (first == '-' || isDigit(first)) {
			return number();
		}
		if (first == '"') {
			return string();
		}
		if (first == ':') {
			return bytes();
		}
		if (first == '?') {
			this.at++;
			return next() == '1' ? Boolean.TRUE : isZero();
		}
		if (first == '@') {
			this.at++;
			if (!(number() instanceof Long seconds)) {
				throw failure("a date with a fraction");
			}
			return Instant.ofEpochSecond(seconds);
		}
		return token();
	}

	private Boolean isZero() {
		if (this.input.charAt(this.at - 1) != '0') {
			throw failure("no boolean");
		}
		return Boolean.FALSE;
	}

	private Object number() {
		int begin = this.at;
		if (peek() == '-') {
			this.at++;
		}
		int digits = digits();
		if (isAtEnd() || peek() != '.') {
			if (digits > 15) {
				throw failure("an integer of more than 15 digits");
			}
			return Long.valueOf(this.input.substring(begin, this.at));
		}
		this.at++;
		if (digits > 12 || digits() > 3) {
			throw failure("a decimal with too many digits");
		}
		return new BigDecimal(this.input.substring(begin, this.at));
	}

	private int digits() {
		int begin = this.at;
		while (!isAtEnd() && isDigit(peek())) {
			this.at++;
		}
		if (this.at == begin) {
			throw failure("no digit");
		}
		return this.at - begin;
	}

	private String string() {
		expect('"');
		StringBuilder text = new StringBuilder();
		while (true) {
			char c = next();
			if (c == '"') {
				return text.toString();
			}
			if (c == '\\') {
				c = next();
				if (c != '"' && c != '\\') {
					throw failure("a character that is not to be escaped");
				}
			}
			else if (c < 0x20 || c > 0x7e) {
				throw failure("a character that is no visible ASCII");
			}
			text.append(c);
		}
	}

	private List<Byte> bytes() {
		expect(':');
		int end = this.input.indexOf(':', this.at);
		if (end < 0) {
			throw failure("a byte sequence without an end");
		}
		List<Byte> bytes = new ArrayList<>();
		for (byte each : Base64.getDecoder().decode(this.input.substring(this.at, end))) {
			bytes.add(each);
		}
		this.at = end + 1;
		return bytes;
	}

	private Token token() {
		int begin = this.at;
		char first = next();
		if (!isLetter(first) && first != '*') {
			throw failure("no item");
		}
		while (!isAtEnd() && (isLetter(peek()) || isDigit(peek()) || TOKEN.indexOf(peek()) >= 0)) {
			this.at++;
		}
		return new Token(this.input.substring(begin, this.at));
	}

	private void skip(String characters) {
		while (!isAtEnd() && characters.indexOf(peek()) >= 0) {
			this.at++;
		}
	}

	private void expect(char expected) {
		if (next() != expected) {
			throw failure("no '" + expected + "'");
		}
	}

	private char next() {
		if (isAtEnd()) {
			throw failure("an early end");
		}
		return this.input.charAt(this.at++);
	}

	private char peek() {
		return this.input.charAt(this.at);
	}

	private boolean isAtEnd() {
		return this.at == this.input.length();
	}

	private static boolean isDigit(char c) {
		return c >= '0' && c <= '9';
	}

	private static boolean isLower(char c) {
		return c >= 'a' && c <= 'z';
	}

	private static boolean isLetter(char c) {
		return isLower(c) || (c >= 'A' && c <= 'Z');
	}

	private IllegalArgumentException failure(String problem) {
		return new IllegalArgumentException("There is %s at %d in '%s'".formatted(problem, this.at, this.input));
	}

	/**
	 * An item.
	 *
	 * @param value a string, a number, a token, ...
	 * @param parameters its parameters
	 */
	record Item(Object value, Map<String, Object> parameters) {

	}

	/**
	 * A token, which is no string.
	 *
	 * @param text its text
	 */
	record Token(String text) {

	}

}
