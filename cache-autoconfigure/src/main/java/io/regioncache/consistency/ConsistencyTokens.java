package io.regioncache.consistency;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLongArray;

import io.regioncache.region.RegionConfigurationException;
import org.jspecify.annotations.Nullable;

/**
 * Turns what a caller has written into text that can travel with a message or a job, and
 * back.
 * <p>
 * Text that is malformed, forged or expired is counted and otherwise ignored: it never is
 * an error.
 */
public final class ConsistencyTokens {

	private static final String PROPERTIES = "regions.read-your-writes.";

	private static final Duration LONGEST_LIFE = Duration.ofHours(1);

	private final TokenCodec codec;

	private final InstantSource clock;

	private final AtomicLongArray counts = new AtomicLongArray(TokenOutcome.values().length);

	/**
	 * Create tokens that are signed.
	 * @param keySpace what begins every key of this application in Redis: what others
	 * have written is handed on
	 * @param regions the names of all regions
	 * @param secrets the first signs, all are accepted; each of at least 32 bytes, and
	 * the same in every region
	 * @param life for how long a token counts after the last write
	 * @param clock tells the time of day
	 * @throws RegionConfigurationException if a secret is too short, or the life makes no
	 * sense
	 */
	public ConsistencyTokens(String keySpace, List<String> regions, List<String> secrets, Duration life,
			InstantSource clock) {
		if (life.compareTo(Duration.ofSeconds(1)) < 0 || life.compareTo(LONGEST_LIFE) > 0) {
			throw new RegionConfigurationException("'%slife' is %s.".formatted(PROPERTIES, life),
					"Set it to between 1s and 1h, such as 30s.");
		}
		this.codec = new TokenCodec(keySpace, regions, keys(secrets), life, clock);
		this.clock = clock;
	}

	/**
	 * Refuse secrets that are too short to sign with.
	 * @param secrets the first signs, all are accepted
	 * @throws RegionConfigurationException if one is shorter than 32 bytes
	 */
	public static void requireSecrets(List<String> secrets) {
		keys(secrets);
	}

	private static List<TokenKey> keys(List<String> secrets) {
		List<TokenKey> keys = new ArrayList<>();
		for (String secret : secrets) {
			keys.add(TokenKey.of(
					PROPERTIES + (keys.isEmpty() ? "secret" : "previous-secrets[%d]".formatted(keys.size() - 1)),
					secret));
		}
		return keys;
	}

	/**
	 * Return a text for all that the current context has written and seen. Its life
	 * begins now.
	 * @return the text, empty if there is nothing to tell
	 */
	public String issue() {
		ConsistencyContext context = ConsistencyContext.current();
		if (context == null) {
			return "";
		}
		context.settle().join();
		return issue(context.token());
	}

	/**
	 * Return a text for a token. Its life begins now.
	 * @param token the token
	 * @return the text, empty if the token is
	 */
	public String issue(ConsistencyToken token) {
		return token.saysNothing() ? "" : this.codec.encode(new TimestampedToken(token, now()));
	}

	/**
	 * Return what a caller has to be told: the token of its context, which lives as long
	 * as the last write lets it.
	 * @param context the context
	 * @return the text, or {@code null} if there is nothing to tell any more
	 */
	public @Nullable IssuedToken issued(ConsistencyContext context) {
		TimestampedToken token = context.dated();
		Duration rest = this.codec.restOf(token);
		return rest.isZero() ? null : new IssuedToken(this.codec.encode(token), rest);
	}

	/**
	 * Read a text.
	 * @param text the text, from whomever
	 * @return the token, {@link ConsistencyToken#NONE} if there is none to be believed
	 */
	public ConsistencyToken read(@Nullable String text) {
		return decode(text).token();
	}

	/**
	 * Read a text, and what is known of its age.
	 * @param text the text, from whomever
	 * @return the token, {@link TimestampedToken#NONE} if there is none to be believed
	 */
	public TimestampedToken decode(@Nullable String text) {
		if (text == null || text.isEmpty()) {
			return TimestampedToken.NONE;
		}
		DecodedToken decoded = this.codec.decode(text);
		this.counts.incrementAndGet(decoded.outcome().ordinal());
		return decoded.token();
	}

	/**
	 * Return the context of a caller.
	 * @param texts the tokens it has brought
	 * @return a new context, not bound to any thread yet
	 */
	public ConsistencyContext open(Iterable<String> texts) {
		TimestampedToken arrived = TimestampedToken.NONE;
		for (String text : texts) {
			arrived = arrived.and(decode(text));
		}
		return new ConsistencyContext(arrived, this.clock);
	}

	/**
	 * Run a task for a caller, in a context of its own: what it reads is no older than
	 * the caller's token, nor than what the task has written before.
	 * @param text the token that the caller has left, if any
	 * @param task the task
	 */
	public void run(@Nullable String text, Runnable task) {
		try (ConsistencyContext.Binding binding = bind(text)) {
			task.run();
		}
	}

	/**
	 * Run a task for a caller, in a context of its own: what it reads is no older than
	 * the caller's token, nor than what the task has written before.
	 * @param <T> the type of the result
	 * @param text the token that the caller has left, if any
	 * @param task the task
	 * @return the result of the task
	 * @throws Exception what the task throws
	 */
	public <T extends @Nullable Object> T call(@Nullable String text, Callable<T> task) throws Exception {
		try (ConsistencyContext.Binding binding = bind(text)) {
			return task.call();
		}
	}

	private ConsistencyContext.Binding bind(@Nullable String text) {
		return ConsistencyContext.bind(open((text != null) ? List.of(text) : List.of()));
	}

	/**
	 * Return how many tokens were read that came to an outcome.
	 * @param outcome the outcome
	 * @return how many since the start
	 */
	public long count(TokenOutcome outcome) {
		return this.counts.get(outcome.ordinal());
	}

	private Instant now() {
		return this.clock.instant().truncatedTo(ChronoUnit.MILLIS);
	}

}
