package io.regioncache.consistency;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

import io.regioncache.store.log.Position;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class MutatedTokenTests {

	private static final int MUTANTS = 1_000_000;

	private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

	private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");

	private final SplittableRandom random = new SplittableRandom(4);

	private final TokenCodec codec = codec("the secret of this application!!");

	private final TokenCodec forger = codec("the secret of the one who forges");

	private final List<String> texts = new ArrayList<>();

	private final List<TimestampedToken> tokens = new ArrayList<>();

	@Test
	void noneIsAcceptedAndNoneIsAnError() {
		issue();
		Set<String> valid = new HashSet<>(this.texts);
		Map<TokenOutcome, Integer> outcomes = new EnumMap<>(TokenOutcome.class);
		for (int i = 0; i < MUTANTS;) {
			String mutant = mutant();
			if (!valid.contains(mutant)) {
				outcomes.merge(this.codec.decode(mutant).outcome(), 1, Integer::sum);
				i++;
			}
		}
		assertThat(outcomes).containsOnlyKeys(TokenOutcome.MALFORMED, TokenOutcome.FORGED);
		assertThat(outcomes.get(TokenOutcome.FORGED)).isGreaterThan(MUTANTS / 4);
		assertThat(this.texts).allMatch((text) -> this.codec.decode(text).outcome() == TokenOutcome.VALID);
	}

	private void issue() {
		for (int i = 0; i < 100; i++) {
			ConsistencyToken token = ConsistencyToken.NONE;
			for (int positions = 0; positions <= i % ConsistencyToken.MAX_POSITIONS; positions++) {
				token = token.and("region-" + this.random.nextInt(3),
						new Position(this.random.nextLong(), this.random.nextInt(1_000_000)));
			}
			TimestampedToken dated = new TimestampedToken(token, NOW.minusMillis(this.random.nextInt(20_000)));
			this.tokens.add(dated);
			this.texts.add(this.codec.encode(dated));
		}
	}

	private String mutant() {
		String text = any(this.texts);
		return switch (this.random.nextInt(8)) {
			case 0 -> flipBits(text);
			case 1 -> text.substring(0, this.random.nextInt(text.length()));
			case 2 -> text.substring(1 + this.random.nextInt(text.length()));
			case 3 -> text + noise(1 + this.random.nextInt(200));
			case 4 -> swap(text);
			case 5 -> splice(text, any(this.texts));
			case 6 -> this.forger.encode(any(this.tokens));
			default -> replace(text);
		};
	}

	private String flipBits(String text) {
		byte[] bytes = Base64.getUrlDecoder().decode(text);
		for (int i = this.random.nextInt(3); i >= 0; i--) {
			bytes[this.random.nextInt(bytes.length)] ^= (byte) (1 << this.random.nextInt(8));
		}
		return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
	}

	private String swap(String text) {
		StringBuilder swapped = new StringBuilder(text);
		int one = this.random.nextInt(text.length());
		int other = this.random.nextInt(text.length());
		swapped.setCharAt(one, text.charAt(other));
		swapped.setCharAt(other, text.charAt(one));
		return swapped.toString();
	}

	private String splice(String text, String other) {
		return text.substring(0, this.random.nextInt(text.length()))
				+ other.substring(this.random.nextInt(other.length()));
	}

	private String replace(String text) {
		StringBuilder replaced = new StringBuilder(text);
		char c = this.random.nextBoolean() ? ALPHABET.charAt(this.random.nextInt(64))
				: (char) this.random.nextInt(Character.MAX_VALUE);
		replaced.setCharAt(this.random.nextInt(text.length()), c);
		return replaced.toString();
	}

	private String noise(int length) {
		StringBuilder noise = new StringBuilder(length);
		for (int i = 0; i < length; i++) {
			noise.append(ALPHABET.charAt(this.random.nextInt(64)));
		}
		return noise.toString();
	}

	private <T> T any(List<T> list) {
		return list.get(this.random.nextInt(list.size()));
	}

	private static TokenCodec codec(String secret) {
		return new TokenCodec("app", List.of("region-0", "region-1", "region-2"),
				List.of(TokenKey.of("secret", secret)), Duration.ofSeconds(30), InstantSource.fixed(NOW));
	}

}
