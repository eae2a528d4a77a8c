package io.regioncache.cache.entry;

import java.time.Duration;
import java.util.Locale;
import java.util.Objects;

import io.regioncache.cache.key.KeyEncoder;
import io.regioncache.cache.settings.CacheSettings;
import io.regioncache.cache.settings.ReplicationSettings;
import io.regioncache.cache.settings.ReplicationSettings.Conflict;
import io.regioncache.cache.settings.ReplicationSettings.Replicate;
import io.regioncache.cache.settings.ReplicationSettings.Write;
import io.regioncache.replication.warming.CopyRule;
import io.regioncache.store.entry.RedisKeys;
import io.regioncache.store.entry.Scope;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CacheCopies}.
 */
class CacheCopiesTests {

	private final RedisKeys keys = new RedisKeys("app", "");

	private static CacheSettings settings(Replicate replicate, Conflict conflict) {
		return CacheSettings.DEFAULTS.mutate()
			.ttl(Duration.ofMinutes(5))
			.maxValueSize(100)
			.replication(new ReplicationSettings(replicate, Write.ASYNC, Duration.ofSeconds(5), conflict))
			.build();
	}

	private byte[] redisKey(RedisKeys layout, String schema, Object key) {
		return layout.keysOf("books", schema, false).apply(KeyEncoder.encode(key)).redisKey();
	}

	private @Nullable CopyRule rule(Replicate home, Replicate neighbor, boolean all, byte[] redisKey) {
		return new CacheCopies(this.keys, (cache) -> settings(home, Conflict.DROP), (region, cache) -> neighbor, all)
			.ruleOf("east", redisKey);
	}

	@ParameterizedTest
	@CsvSource({ "VALUES, VALUES, false, true", "VALUES, VALUES, true, true", "INVALIDATIONS, VALUES, false, false",
			"VALUES, INVALIDATIONS, false, false", "INVALIDATIONS, INVALIDATIONS, false, false",
			"INVALIDATIONS, INVALIDATIONS, true, true", "NONE, INVALIDATIONS, true, false",
			"INVALIDATIONS, NONE, true, false", "NONE, NONE, true, false" })
	void copiesWhatBothRegionsTellEachOtherOf(Replicate home, Replicate neighbor, boolean all, boolean copied) {
		assertThat(rule(home, neighbor, all, redisKey(this.keys, "1", 7L)) != null).isEqualTo(copied);
	}

	@Test
	void copiesWhatThisProcessWouldReadOnly() {
		assertThat(rule(Replicate.VALUES, Replicate.VALUES, true, redisKey(this.keys, "2", 7L))).isNull();
		assertThat(rule(Replicate.VALUES, Replicate.VALUES, true, redisKey(new RedisKeys("app", "blue"), "1", 7L)))
			.isNull();
		assertThat(rule(Replicate.VALUES, Replicate.VALUES, true, redisKey(new RedisKeys("other", ""), "1", 7L)))
			.isNull();
		assertThat(rule(Replicate.VALUES, Replicate.VALUES, true, RedisKeys.bytes("app:e:1"))).isNull();
		assertThat(rule(Replicate.VALUES, Replicate.VALUES, true, RedisKeys.bytes("app:e:1:bo{oks:k"))).isNull();
	}

	@Test
	void tellsWhatCoversAnEntry() {
		CopyRule rule = Objects
			.requireNonNull(rule(Replicate.VALUES, Replicate.VALUES, true, redisKey(this.keys, "1", "a b:{c}")));
		assertThat(rule.cache()).isEqualTo("books");
		assertThat(rule.key()).isEqualTo(Scope.key("books", "s:a b:{c}"));
		assertThat(rule.freshFor()).hasMinutes(5);
		assertThat(rule.maxValueSize()).isEqualTo(100);
		assertThat(rule.lastWriteWins()).isFalse();
	}

	@Test
	void anEntryOfAVariedKeyIsCoveredByTheKeyItself() {
		byte[] varied = this.keys.keysOf("books", "1", false).apply("V[2]4/l:4222/L[2]8/s:TENANT6/s:acme").redisKey();
		assertThat(Objects.requireNonNull(rule(Replicate.VALUES, Replicate.VALUES, true, varied)).key())
			.isEqualTo(Scope.key("books", "l:42"));
	}

	@Test
	void aKeyThatWasHashedIsNotCopied() {
		byte[] hashed = redisKey(this.keys, "1", "x".repeat(300).toLowerCase(Locale.ROOT));
		assertThat(rule(Replicate.VALUES, Replicate.VALUES, true, hashed)).isNull();
	}

	@Test
	void knowsWhereTheLastWriterWins() {
		CopyRule rule = new CacheCopies(this.keys, (cache) -> settings(Replicate.VALUES, Conflict.LAST_WRITE_WINS),
				(region, cache) -> Replicate.VALUES, false)
			.ruleOf("east", redisKey(this.keys, "1", 7L));
		assertThat(Objects.requireNonNull(rule).lastWriteWins()).isTrue();
	}

}
