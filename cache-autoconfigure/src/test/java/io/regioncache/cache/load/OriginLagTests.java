package io.regioncache.cache.load;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import io.regioncache.cache.CacheNode;
import io.regioncache.cache.RawRedis;
import io.regioncache.cache.RegionCache;
import io.regioncache.cache.Settings;
import io.regioncache.cache.entry.CacheRequest;
import io.regioncache.cache.entry.EntryTags;
import io.regioncache.cache.invalidation.Invalidation;
import io.regioncache.cache.settings.ReplicationSettings;
import io.regioncache.cache.settings.ReplicationSettings.Conflict;
import io.regioncache.cache.settings.ReplicationSettings.Replicate;
import io.regioncache.cache.settings.ReplicationSettings.Write;
import io.regioncache.consistency.RegionContext;
import io.regioncache.testkit.RedisExtension;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is loaded right after a write may have been read from a replica of the database
 * that lacks it.
 */
class OriginLagTests {

	private static final long LAG = 1_000;

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.shared();

	private RawRedis raw;

	private CacheNode node;

	private RegionCache cache;

	@BeforeEach
	void start() {
		this.raw = new RawRedis(redis.server());
		this.node = CacheNode.at(redis.server().url(), Settings.of((it) -> {
			it.originLag = Duration.ofMillis(LAG);
			it.staleWhileRevalidate = Duration.ofSeconds(60);
			it.replication = new ReplicationSettings(Replicate.VALUES, Write.ASYNC, Duration.ofSeconds(1),
					Conflict.DROP);
		}));
		this.cache = this.node.cache("texts");
	}

	@AfterEach
	void stop() {
		this.node.close();
		this.raw.close();
	}

	@Test
	void whatNobodyHasInvalidatedLastsAsLongAsEver() throws Throwable {
		load("k");
		assertThat(life("k")).isGreaterThan(10 * LAG);
	}

	@Test
	void whatIsLoadedRightAfterAnInvalidationLastsForTheLagOnly() throws Throwable {
		this.cache.evict("k");
		load("k");
		assertThat(life("k")).isBetween(1L, LAG);
	}

	@Test
	void anInvalidationOfSomethingElseDoesNotMatter() throws Throwable {
		this.cache.evict("other");
		load("k");
		assertThat(life("k")).isGreaterThan(10 * LAG);
	}

	@Test
	void aTagThatWasNotAskedForMayHaveBeenInvalidated() throws Throwable {
		this.node.manager().invalidate(Invalidation.ofTags("tag"));
		this.cache.get(tagged("k", "tag"), () -> "v");
		assertThat(life("k")).isBetween(1L, LAG);
		this.cache.evict("l");
		this.cache.get(tagged("l", "another"), () -> "v");
		assertThat(life("l")).isBetween(1L, LAG);
	}

	@Test
	void afterTheLagItLastsAsLongAsEver() throws Throwable {
		this.cache.evict("k");
		Awaitility.await().pollInterval(Duration.ofMillis(200)).untilAsserted(() -> {
			try {
				load("k");
			}
			catch (Throwable ex) {
				throw new AssertionError(ex);
			}
			assertThat(life("k")).isGreaterThan(10 * LAG);
		});
	}

	@Test
	void itIsNotSentToOtherRegions() throws Throwable {
		load("sent");
		Awaitility.await().until(() -> log() == 1);
		this.cache.evict("k");
		load("k");
		load("sent too");
		Awaitility.await().until(() -> log() == 3);
		assertThat(log()).as("a value, an invalidation, a value").isEqualTo(3);
	}

	@Test
	void theLoadIsToldToReadThePrimary() throws Throwable {
		RegionContext context = new RegionContext(Duration.ofMillis(LAG), InstantSource.system());
		AtomicBoolean primary = new AtomicBoolean();
		this.cache.get(CacheRequest.of("other", String.class), () -> {
			primary.set(context.isPrimaryRequired());
			return "v";
		});
		assertThat(primary).isFalse();
		this.cache.evict("k");
		this.cache.get(CacheRequest.of("k", String.class), () -> {
			primary.set(context.isPrimaryRequired());
			return "v";
		});
		assertThat(primary).isTrue();
		assertThat(context.isPrimaryRequired()).isFalse();
	}

	private static long log() {
		return redis.admin().number("XLEN", "{app}:log");
	}

	private static CacheRequest tagged(String key, String tag) {
		EntryTags tags = new EntryTags() {

			@Override
			public Collection<String> known() {
				return List.of();
			}

			@Override
			public Collection<String> of(@Nullable Object value) {
				return List.of(tag);
			}

		};
		return new CacheRequest(key, String.class, tags, null, null, (value) -> true);
	}

	private void load(String key) throws Throwable {
		this.cache.get(CacheRequest.of(key, String.class), () -> "v");
	}

	private long life(String key) {
		return this.raw.timeToLive(RawRedis.entry("texts", key));
	}

}
