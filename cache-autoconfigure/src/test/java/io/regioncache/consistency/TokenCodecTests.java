package io.regioncache.consistency;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

import io.regioncache.consistency.WrittenPosition;
import io.regioncache.store.log.Position;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TokenCodecTests {

	private static final Instant START = Instant.parse("2030-01-01T00:00:00.123Z");

	private static final List<String> REGIONS = List.of("us-east-1", "eu-west-1", "ap-northeast-1");

	private static final Position NOWHERE = new Position(0, Long.MAX_VALUE);

	private static final TokenKey KEY = TokenKey.of("secret", "0123456789abcdef0123456789abcdef");

	private static final TokenKey OTHER_KEY = TokenKey.of("secret", "another secret, of thirty-two bytes");

	private static final String RECORDED = "Asm7AbjaxbR7jZABJw5AAgAAAAAAAAAAyv4AAAAAAAMCAADA_-4AwP_uAAAAARFw"
			+ "aaaXjiLgU9DftuDkytabpCUcG2q6TBiVNnXYgmfuVwA";

	private static final String RECORDED_OF_TWO = "Asm7AbjaxbR7jZABJw5AAgAAAAAAAAAAyv4AAAAAAAMCAADA_-4AwP_uAAAAARFw"
			+ "DJXH12PCAQAAAAAAAAAAsREAAAAAAAk93HBqDYKW7K_giRl38Mcjw9Pm6mDQ7dxYd3zyzHCvxQ";

	private final AtomicReference<Instant> now = new AtomicReference<>(START);

	private final TokenCodec codec = codec(REGIONS, KEY);

	@Test
	void writesRecordedText() {
		assertThat(this.codec.encode(sample())).isEqualTo(RECORDED);
	}

	@Test
	void readsRecordedText() {
		assertThat(this.codec.decode(RECORDED).token().token()).isEqualTo(sample().token());
		assertThat(this.codec.decode(RECORDED).token().lastWrite()).isEqualTo(START);
	}

	@Test
	void keepsEpochsAndSequencesToTheirLastBit() {
		ConsistencyToken token = ConsistencyToken.NONE.and("eu-west-1", new Position(Long.MIN_VALUE, 0))
			.and("us-east-1", new Position(-1, WrittenPosition.MAX_SEQUENCE))
			.and("", new Position(Long.MAX_VALUE, 1L << 47));
		assertThat(readBack(token)).isEqualTo(token);
	}

	@Test
	void keepsHowOldEachPositionIsHoweverOftenItIsWritten() {
		TimestampedToken token = new TimestampedToken(ConsistencyToken.NONE.and("us-east-1", new Position(1, 1)),
				START.minusMillis(900));
		for (int i = 0; i <= 290; i++) {
			this.now.set(START.plusMillis(100L * i));
			token = token
				.and(new TimestampedToken(ConsistencyToken.NONE.and("eu-west-1", new Position(2, i)), this.now.get()));
			token = this.codec.decode(this.codec.encode(token)).token();
			assertThat(token.token().positions()).hasSize(2);
		}
		this.now.set(START.plusMillis(30_200));
		assertThat(this.codec.decode(this.codec.encode(token)).token().token().positions()).hasSize(1);
	}

	@Test
	void forgetsAPositionOlderThanALife() {
		TimestampedToken token = new TimestampedToken(ConsistencyToken.NONE.and("us-east-1", new Position(1, 1)),
				START.minusSeconds(20))
			.and(new TimestampedToken(ConsistencyToken.NONE.and("eu-west-1", new Position(2, 1)), START));
		String text = this.codec.encode(token);
		this.now.set(START.plusSeconds(9));
		assertThat(this.codec.decode(text).token().token().positions()).hasSize(2);
		this.now.set(START.plusSeconds(11));
		assertThat(this.codec.decode(text).token().token())
			.isEqualTo(ConsistencyToken.NONE.and("eu-west-1", new Position(2, 1)));
	}

	@Test
	void anIncompleteTokenIsForgottenAfterALifeAsWell() {
		TimestampedToken token = new TimestampedToken(ConsistencyToken.NONE.and("us-east-1", new Position(100, 1)),
				START.minusSeconds(29));
		ConsistencyToken shown = ConsistencyToken.NONE;
		for (int i = 1; i <= ConsistencyToken.MAX_POSITIONS; i++) {
			shown = shown.and("", new Position(i, 1));
		}
		token = token.and(TimestampedToken.shown(shown, START.minusSeconds(20)));
		assertThat(token.token().isIncomplete()).isTrue();
		token = token.and(new TimestampedToken(ConsistencyToken.NONE.and("us-east-1", new Position(100, 2)), START));
		String text = this.codec.encode(token);
		this.now.set(START.plusSeconds(9));
		assertThat(this.codec.decode(text).token().token().isIncomplete()).isTrue();
		this.now.set(START.plusSeconds(11));
		assertThat(this.codec.decode(text).token().token())
			.isEqualTo(ConsistencyToken.NONE.and("us-east-1", new Position(100, 2)));
	}

	@Test
	void aWriteThatNoRegionTookCountsForItsOwnLifeAsWell() {
		ConsistencyContext context = new ConsistencyContext(TimestampedToken.NONE, this.now::get);
		context.wrote("us-east-1", NOWHERE);
		this.now.set(START.plusSeconds(25));
		context.wrote("us-east-1", NOWHERE);
		String text = this.codec.encode(context.dated());
		this.now.set(START.plusSeconds(54));
		assertThat(this.codec.decode(text).token().token().isIncomplete()).isTrue();
		this.now.set(START.plusSeconds(57));
		assertThat(this.codec.decode(text).token()).isEqualTo(TimestampedToken.NONE);
	}

	@Test
	void whatAnIncompleteTokenCannotHoldCountsForItsOwnLife() {
		TimestampedToken token = TimestampedToken.shown(ConsistencyToken.INCOMPLETE, START.minusSeconds(25));
		for (int i = 1; i <= ConsistencyToken.MAX_POSITIONS; i++) {
			token = token.and(new TimestampedToken(ConsistencyToken.NONE.and("us-east-1", new Position(i, 1)), START));
		}
		assertThat(token.token()).isEqualTo(ConsistencyToken.INCOMPLETE);
		String text = this.codec.encode(token);
		this.now.set(START.plusSeconds(29));
		assertThat(this.codec.decode(text).token().token().isIncomplete()).isTrue();
	}

	@Test
	void whatIsWrittenAgainDoesNotKeepATokenIncomplete() {
		TimestampedToken token = TimestampedToken.shown(ConsistencyToken.INCOMPLETE, START.minusSeconds(25));
		for (int i = 1; i <= 20; i++) {
			token = token.and(new TimestampedToken(ConsistencyToken.NONE.and("us-east-1", new Position(1, i)), START));
		}
		String text = this.codec.encode(token);
		this.now.set(START.plusSeconds(7));
		assertThat(this.codec.decode(text).token().token())
			.isEqualTo(ConsistencyToken.NONE.and("us-east-1", new Position(1, 20)));
	}

	@Test
	void whatIsWrittenAfterATokenWasIncompleteOutlivesThat() {
		TimestampedToken token = TimestampedToken.shown(ConsistencyToken.INCOMPLETE, START.minusSeconds(29))
			.and(new TimestampedToken(ConsistencyToken.NONE.and("us-east-1", new Position(1, 1)), START));
		assertThat(token.token().isIncomplete()).isTrue();
		String text = this.codec.encode(token);
		this.now.set(START.plusSeconds(3));
		assertThat(this.codec.decode(text).token().token())
			.isEqualTo(ConsistencyToken.NONE.and("us-east-1", new Position(1, 1)));
	}

	@Test
	void keepsThatMoreWasWrittenThanItCanHold() {
		ConsistencyToken incomplete = ConsistencyToken.NONE.and("us-east-1", new Position(1, -1));
		assertThat(readBack(incomplete)).isSameAs(incomplete);
	}

	@Test
	void fitsNinePositionsInto256Characters() {
		ConsistencyToken token = ConsistencyToken.NONE;
		for (int i = 1; i <= ConsistencyToken.MAX_POSITIONS; i++) {
			token = token.and("region-" + i, new Position(-i, WrittenPosition.MAX_SEQUENCE - i));
		}
		assertThat(token.isIncomplete()).isFalse();
		TokenCodec nine = codec(token.positions().stream().map(WrittenPosition::region).toList(), KEY);
		String text = nine.encode(new TimestampedToken(token, START));
		assertThat(text).hasSizeLessThanOrEqualTo(256).matches("[A-Za-z0-9_-]+");
		assertThat(nine.decode(text).token().token()).isEqualTo(token);
	}

	@Test
	void isTheSameInWhateverOrderTheRegionsAreConfigured() {
		String text = codec(List.of("ap-northeast-1", "us-east-1", "eu-west-1"), KEY).encode(sample());
		assertThat(text).isEqualTo(this.codec.encode(sample()));
	}

	@Test
	void keepsPositionsOfAnotherListOfRegionsWithoutTheirNames() {
		TokenCodec two = codec(List.of("us-east-1", "eu-west-1"), KEY);
		assertThat(two.decode(this.codec.encode(sample())).token().token().positions()).containsExactly(
				new WrittenPosition("", new Position(0xCAFE, 3)),
				new WrittenPosition("", new Position(0xC0FFEE00C0FFEEL, 70_000)));
	}

	@Test
	void passesOnPositionsOfRegionsThatItDoesNotKnow() {
		TokenCodec two = codec(List.of("us-east-1", "eu-west-1"), KEY);
		String passedOn = two.encode(two.decode(this.codec.encode(sample())).token());
		assertThat(this.codec.decode(passedOn).token().token().positions()).extracting(WrittenPosition::position)
			.containsExactlyInAnyOrder(new Position(0xCAFE, 3), new Position(0xC0FFEE00C0FFEEL, 70_000));
	}

	@Test
	void expiresWithItsLife() {
		String text = this.codec.encode(sample());
		this.now.set(START.plusMillis(29_999));
		assertThat(this.codec.decode(text).outcome()).isEqualTo(TokenOutcome.VALID);
		assertThat(this.codec.restOf(sample())).isEqualTo(Duration.ofMillis(1));
		this.now.set(START.plusSeconds(30));
		assertThat(this.codec.decode(text)).isEqualTo(DecodedToken.EXPIRED);
		assertThat(this.codec.restOf(sample())).isZero();
	}

	@Test
	void comesFromNoFartherInTheFutureThanClocksMayDiffer() {
		String text = this.codec.encode(sample());
		this.now.set(START.minusSeconds(5));
		assertThat(this.codec.decode(text).outcome()).isEqualTo(TokenOutcome.VALID);
		this.now.set(START.minusSeconds(5).minusMillis(1));
		assertThat(this.codec.decode(text)).isEqualTo(DecodedToken.EXPIRED);
	}

	@Test
	void acceptsWhatAnyKnownSecretHasSigned() {
		String former = this.codec.encode(sample());
		TokenCodec rotating = codec(REGIONS, OTHER_KEY, KEY);
		assertThat(rotating.decode(former).outcome()).isEqualTo(TokenOutcome.VALID);
		String news = rotating.encode(sample());
		assertThat(codec(REGIONS, OTHER_KEY).decode(news).outcome()).isEqualTo(TokenOutcome.VALID);
		assertThat(this.codec.decode(news)).isEqualTo(DecodedToken.FORGED);
		assertThat(codec(REGIONS, OTHER_KEY).decode(former)).isEqualTo(DecodedToken.FORGED);
	}

	@Test
	void refusesAllButTheOneTextOfAToken() {
		// With one position, four bits of the last character belong to no byte.
		String text = this.codec
			.encode(new TimestampedToken(ConsistencyToken.NONE.and("eu-west-1", new Position(1, 1)), START));
		char last = text.charAt(text.length() - 1);
		String twin = text.substring(0, text.length() - 1) + (char) (last + 1);
		assertThat(Base64.getUrlDecoder().decode(twin)).isEqualTo(Base64.getUrlDecoder().decode(text));
		assertThat(this.codec.decode(twin)).isEqualTo(DecodedToken.MALFORMED);
		assertThat(this.codec.decode(text + "=")).isEqualTo(DecodedToken.MALFORMED);
		assertThat(this.codec.decode(text + "==")).isEqualTo(DecodedToken.MALFORMED);
		assertThat(this.codec.decode(" " + text)).isEqualTo(DecodedToken.MALFORMED);
		assertThat(this.codec.decode(text).outcome()).isEqualTo(TokenOutcome.VALID);
	}

	@Test
	void refusesATokenWithoutPositions() {
		assertThat(this.codec.decode(this.codec.encode(new TimestampedToken(ConsistencyToken.NONE, START))))
			.isEqualTo(DecodedToken.MALFORMED);
	}

	@Test
	void readsNothingOfATextThatIsTooLong() {
		String text = this.codec.encode(sample());
		assertThat(this.codec.decode(text + "A".repeat(257 - text.length()))).isEqualTo(DecodedToken.MALFORMED);
		assertThat(this.codec.decode("\u20ac".repeat(1_000_000))).isEqualTo(DecodedToken.MALFORMED);
	}

	@Test
	void writesAndReadsRecordedTextOfTwoApplications() {
		TimestampedToken both = this.codec
			.decode(codec("billing", List.of("eu-west-1"), KEY)
				.encode(new TimestampedToken(ConsistencyToken.NONE.and("eu-west-1", new Position(0xB111, 9)), START)))
			.token()
			.and(sample());
		assertThat(this.codec.encode(both)).isEqualTo(RECORDED_OF_TWO);
		assertThat(this.codec.decode(RECORDED_OF_TWO).token().token()).isEqualTo(both.token());
	}

	@Test
	void whatAnotherApplicationHasWrittenAsksForNothingAndIsHandedOn() {
		TokenCodec billing = codec("billing", List.of("eu-west-1", "us-east-1"), KEY);
		ConsistencyToken written = ConsistencyToken.NONE.and("us-east-1", new Position(0xB111, 9));
		TimestampedToken here = this.codec.decode(billing.encode(new TimestampedToken(written, START))).token();
		assertThat(here.token().isEmpty()).isTrue();
		assertThat(here.token().positions()).isEmpty();
		assertThat(this.codec.restOf(here)).isEqualTo(Duration.ofSeconds(30));
		TimestampedToken more = here.and(sample());
		assertThat(more.token().positions()).isEqualTo(sample().token().positions());
		assertThat(billing.decode(this.codec.encode(more)).token().token().positions()).isEqualTo(written.positions());
		assertThat(codec(REGIONS, KEY).decode(this.codec.encode(more)).token().token().positions())
			.isEqualTo(sample().token().positions());
	}

	@Test
	void anApplicationWhoseWritesDoNotFitIsToldThatTheyAreIncomplete() {
		TokenCodec billing = codec("billing", REGIONS, KEY);
		TimestampedToken token = new TimestampedToken(ConsistencyToken.NONE, START);
		for (int i = 1; i <= 6; i++) {
			token = billing.decode(this.codec.encode(token.and(write(i)))).token();
			token = this.codec.decode(billing.encode(token.and(write(-i)))).token();
		}
		assertThat(token.token().isIncomplete()).isFalse();
		assertThat(token.token().positions()).hasSize(6);
		assertThat(this.codec.encode(token)).hasSizeLessThanOrEqualTo(TokenCodec.MAX_LENGTH);
		assertThat(billing.decode(this.codec.encode(token)).token().token().isIncomplete()).isTrue();
	}

	/**
	 * Whatever ten applications add, in any order: whoever reads a token finds its own
	 * writes, or that they are incomplete. Beyond eight applications one is left out.
	 */
	@Test
	void noApplicationForgetsWhatAnotherHasWritten() {
		SplittableRandom random = new SplittableRandom(11);
		for (int round = 0; round < 300; round++) {
			int applications = 2 + random.nextInt(7);
			List<TokenCodec> codecs = IntStream.range(0, applications)
				.mapToObj((i) -> codec("application-" + i, REGIONS, KEY))
				.toList();
			Map<Integer, ConsistencyToken> written = new HashMap<>();
			String text = "";
			for (int i = 0; i < 40; i++) {
				int who = random.nextInt(applications);
				TimestampedToken arrived = text.isEmpty() ? TimestampedToken.NONE
						: codecs.get(who).decode(text).token();
				ConsistencyToken expected = written.getOrDefault(who, ConsistencyToken.NONE);
				assertThat(arrived.token().isIncomplete() || arrived.token().positions().equals(expected.positions()))
					.as("%s has written %s, and reads %s", who, expected, arrived)
					.isTrue();
				ConsistencyToken write = ConsistencyToken.NONE.and(REGIONS.get(random.nextInt(3)),
						new Position(1 + random.nextInt(4) + 100L * who, i));
				written.put(who, arrived.token().isIncomplete() ? ConsistencyToken.INCOMPLETE : expected.and(write));
				text = codecs.get(who).encode(arrived.and(new TimestampedToken(write, START)));
				assertThat(text).hasSizeLessThanOrEqualTo(TokenCodec.MAX_LENGTH);
			}
		}
	}

	@Test
	void whatIsSignedButHasAnotherFormIsMalformed() {
		SplittableRandom random = new SplittableRandom(12);
		byte[] token = Base64.getUrlDecoder().decode(RECORDED_OF_TWO);
		for (int i = 0; i < 20_000; i++) {
			int length = 9 + random.nextInt(token.length - 9 - TokenKey.SIGNATURE_LENGTH);
			byte[] bytes = Arrays.copyOf(token, length + TokenKey.SIGNATURE_LENGTH);
			bytes[9 + random.nextInt(length - 8)] = (byte) random.nextInt(256);
			System.arraycopy(KEY.sign(bytes, length), 0, bytes, length, TokenKey.SIGNATURE_LENGTH);
			String text = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
			DecodedToken decoded = this.codec.decode(text);
			assertThat(decoded.outcome()).isIn(TokenOutcome.VALID, TokenOutcome.MALFORMED);
			if (!decoded.token().token().saysNothing()) {
				assertThat(this.codec.encode(decoded.token())).hasSizeLessThanOrEqualTo(TokenCodec.MAX_LENGTH);
			}
		}
	}

	@Test
	void ignoresTheFormerFormat() {
		assertThat(this.codec.decode("Acm7Jw5AvwG42sW0ewAAAAAAAAAAyv4AAAAAAAMCAADA_-4AwP_uAAAAARFw"
				+ "YYtVuZHq6igwJBb3KFkBMZ2HCobR6A3-_Vi3UQbPXMs"))
			.isEqualTo(DecodedToken.MALFORMED);
	}

	private static TimestampedToken write(int epoch) {
		return new TimestampedToken(ConsistencyToken.NONE.and("us-east-1", new Position(epoch, 1)), START);
	}

	@Test
	void refusesAnotherVersion() {
		byte[] bytes = Base64.getUrlDecoder().decode(this.codec.encode(sample()));
		bytes[0] = 3;
		assertThat(this.codec.decode(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes)))
			.isEqualTo(DecodedToken.MALFORMED);
	}

	private ConsistencyToken readBack(ConsistencyToken token) {
		DecodedToken decoded = this.codec.decode(this.codec.encode(new TimestampedToken(token, START)));
		assertThat(decoded.outcome()).isEqualTo(TokenOutcome.VALID);
		return decoded.token().token();
	}

	private static TimestampedToken sample() {
		return new TimestampedToken(ConsistencyToken.NONE.and("us-east-1", new Position(0xC0FFEE00C0FFEEL, 70_000))
			.and("ap-northeast-1", new Position(0xCAFE, 3)), START);
	}

	private TokenCodec codec(List<String> regions, TokenKey... keys) {
		return codec("shop", regions, keys);
	}

	private TokenCodec codec(String keySpace, List<String> regions, TokenKey... keys) {
		return new TokenCodec(keySpace, regions, List.of(keys), Duration.ofSeconds(30), this.now::get);
	}

}
