package io.regioncache.consistency;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

import io.regioncache.region.RegionConfigurationException;
import io.regioncache.store.log.Position;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ConsistencyTokensTests {

	private static final String SECRET = "0123456789abcdef0123456789abcdef";

	private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2030-01-01T00:00:00.123456Z"));

	private final ConsistencyTokens tokens = tokens(Duration.ofSeconds(30), SECRET);

	@Test
	void carriesWhatOneTaskHasWrittenToAnother() throws Exception {
		String text = this.tokens.call(null, () -> {
			wrote(7);
			return this.tokens.issue();
		});
		assertThat(this.tokens.read(text)).isEqualTo(token(7));
		this.tokens.run(text, () -> assertThat(ConsistencyToken.current()).isEqualTo(token(7)));
		assertThat(ConsistencyContext.current()).isNull();
	}

	@Test
	void runsATaskWithoutATokenInAContextOfItsOwn() {
		this.tokens.run(this.tokens.issue(token(7)), () -> {
			this.tokens.run(null, () -> {
				assertThat(ConsistencyToken.current()).isEqualTo(ConsistencyToken.NONE);
				wrote(9);
			});
			assertThat(ConsistencyToken.current()).isEqualTo(token(7));
		});
	}

	@Test
	void leavesItsContextWhenTheTaskFails() {
		IllegalStateException failure = new IllegalStateException();
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> this.tokens.run(null, () -> {
			throw failure;
		})).isSameAs(failure);
		assertThat(ConsistencyContext.current()).isNull();
	}

	@Test
	void hasNoTextForNothing() {
		assertThat(this.tokens.issue()).isEmpty();
		assertThat(this.tokens.issue(ConsistencyToken.NONE)).isEmpty();
		assertThat(this.tokens.issued(new ConsistencyContext())).isNull();
	}

	@Test
	void beginsANewLifeWithEachIssue() throws Exception {
		String text = this.tokens.call(null, () -> {
			wrote(7);
			this.now.updateAndGet((instant) -> instant.plusSeconds(3600));
			return this.tokens.issue();
		});
		assertThat(this.tokens.read(text)).isEqualTo(token(7));
	}

	@Test
	void tellsACallerForAsLongAsTheLastWriteLetsIt() {
		ConsistencyContext context = this.tokens.open(List.of());
		context.wrote("us", new Position(1, 7));
		this.now.updateAndGet((instant) -> instant.plusSeconds(12));
		IssuedToken issued = this.tokens.issued(context);
		assertThat(issued).isNotNull();
		assertThat(issued.life()).isEqualTo(Duration.ofSeconds(18));
		assertThat(this.tokens.decode(issued.text()).token()).isEqualTo(token(7));
		this.now.updateAndGet((instant) -> instant.plusSeconds(18));
		assertThat(this.tokens.issued(context)).isNull();
	}

	@Test
	void mergesAllTokensThatACallerBrings() {
		ConsistencyContext context = this.tokens
			.open(List.of(this.tokens.issue(token(7)), "no token", this.tokens.issue(token(9))));
		assertThat(context.token()).isEqualTo(token(9));
		assertThat(context.isToBeSent()).isFalse();
	}

	@Test
	void countsWhatBecameOfTokens() {
		String text = this.tokens.issue(token(7));
		this.tokens.read(text);
		this.tokens.read(text + "x");
		this.tokens.read(tokens(Duration.ofSeconds(30), "another secret, of thirty-two bytes").issue(token(8)));
		this.now.updateAndGet((instant) -> instant.plusSeconds(30));
		assertThat(this.tokens.read(text)).isEqualTo(ConsistencyToken.NONE);
		this.tokens.read(text);
		this.tokens.read(null);
		this.tokens.read("");
		assertThat(this.tokens.count(TokenOutcome.VALID)).isEqualTo(1);
		assertThat(this.tokens.count(TokenOutcome.MALFORMED)).isEqualTo(1);
		assertThat(this.tokens.count(TokenOutcome.FORGED)).isEqualTo(1);
		assertThat(this.tokens.count(TokenOutcome.EXPIRED)).isEqualTo(2);
	}

	@Test
	void refusesSecretsThatAreTooShort() {
		assertThatExceptionOfType(RegionConfigurationException.class)
			.isThrownBy(() -> tokens(Duration.ofSeconds(30), "x".repeat(31)))
			.withMessage("The secret in 'regions.read-your-writes.secret' has 31 bytes; at least 32 are needed.")
			.extracting(RegionConfigurationException::getAction)
			.isEqualTo("Set it to random text that is the same in every region, "
					+ "such as the output of 'openssl rand -base64 32'.");
		assertThatExceptionOfType(RegionConfigurationException.class)
			.isThrownBy(() -> tokens(Duration.ofSeconds(30), SECRET, SECRET, "short"))
			.withMessage("The secret in 'regions.read-your-writes.previous-secrets[1]' has 5 bytes; "
					+ "at least 32 are needed.");
	}

	@Test
	void refusesALifeThatMakesNoSense() {
		for (Duration life : List.of(Duration.ofMillis(999), Duration.ofMinutes(61), Duration.ofSeconds(-30))) {
			assertThatExceptionOfType(RegionConfigurationException.class).isThrownBy(() -> tokens(life, SECRET))
				.withMessage("'regions.read-your-writes.life' is %s.", life)
				.extracting(RegionConfigurationException::getAction)
				.isEqualTo("Set it to between 1s and 1h, such as 30s.");
		}
	}

	private static void wrote(long sequence) {
		ConsistencyContext context = ConsistencyContext.current();
		assertThat(context).isNotNull();
		context.wrote("us", new Position(1, sequence));
	}

	private static ConsistencyToken token(long sequence) {
		return ConsistencyToken.NONE.and("us", new Position(1, sequence));
	}

	private ConsistencyTokens tokens(Duration life, String... secrets) {
		return new ConsistencyTokens("app", List.of("us", "eu"), List.of(secrets), life, this.now::get);
	}

}
