package io.regioncache.cache;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

import io.regioncache.annotation.InvalidationMode;
import io.regioncache.annotation.InvalidationRegions;
import io.regioncache.cache.ExplainedEntry.ExplainedMarker;
import io.regioncache.cache.ExplainedEntry.Verdict;
import io.regioncache.cache.entry.CacheRequest;
import io.regioncache.cache.entry.EntryTags;
import io.regioncache.cache.invalidation.Invalidation;
import io.regioncache.cache.key.VariedKey;
import io.regioncache.cache.settings.CacheSettings;
import io.regioncache.store.RegionInspections;
import io.regioncache.store.entry.Scope;
import io.regioncache.testkit.RedisExtension;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an explanation says of each fate of an entry.
 */
class EntryExplainerTests {

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.own();

	private static final String PLACE = "app:e:1:products:i:1";

	private static CacheNode node;

	private final AtomicLong ahead = new AtomicLong();

	@BeforeAll
	static void start() {
		node = CacheNode.at(redis.server().url());
		node.awaitAvailable();
	}

	@AfterAll
	static void stop() {
		node.close();
	}

	@Test
	void freshUntilItsTimeIsOver() {
		put();
		ExplainedEntry fresh = explained();
		assertThat(fresh.verdict()).isEqualTo(Verdict.FRESH);
		assertThat(fresh.details().loadedIn()).isEqualTo("test");
		assertThat(fresh.details().epoch()).isEqualTo(fresh.epoch());
		assertThat(fresh.details().ageByCacheTtl()).isBetween(Duration.ZERO, CacheSettings.DEFAULTS.lifetimes().ttl());
		this.ahead.set(CacheSettings.DEFAULTS.lifetimes().ttl().toMillis());
		assertThat(explained().verdict()).isEqualTo(Verdict.EXPIRED);
	}

	@Test
	void invalidatedByWhateverCoversIt() {
		for (Invalidation invalidation : List.of(Invalidation.ofTags("red"), Invalidation.ofCaches("products"),
				Invalidation.ofEverything())) {
			put();
			node.manager().invalidate(invalidation);
			ExplainedEntry entry = explained();
			String scope = invalidation.everything() ? "everything"
					: invalidation.tags().isEmpty() ? "cache" : "tag red";
			assertThat(entry.verdict()).isEqualTo(Verdict.INVALIDATED);
			assertThat(entry.markers().stream().filter(ExplainedMarker::kills).map(ExplainedMarker::scope))
				.containsExactly(scope);
			assertThat(entry.reason()).endsWith("by " + scope);
			assertThat(entry.details().invalidationsSince()).isEqualTo(1);
		}
	}

	@Test
	void whatMayBeServedStaleIsSaidToBeIfTheCacheAllowsIt() {
		put();
		node.manager()
			.invalidate(new Invalidation(List.of(), List.of("red"), List.of(), false, InvalidationMode.STALE,
					InvalidationRegions.ALL));
		ExplainedEntry entry = explained();
		assertThat(entry.verdict()).isEqualTo(Verdict.STALE);
		assertThat(entry.reason()).contains("STALE", "tag red");
	}

	@Test
	void heldByATransaction() {
		put();
		node.store().holds().hold("t1", List.of(Scope.tag("red")), Duration.ofMinutes(1)).join();
		assertThat(explained().reason()).isEqualTo("A transaction that is about to commit holds tag red");
	}

	@Test
	void ofAnotherEpochOnceTheServerHasLostItsMetadata() {
		put();
		redis.admin().call("DEL", "{app}:m");
		assertThat(explained().reason()).contains("lost its metadata");
		Awaitility.await().untilAsserted(() -> {
			node.cache("products").get(2);
			assertThat(explained().reason()).contains("another epoch");
		});
		ExplainedEntry entry = explained();
		assertThat(entry.verdict()).isEqualTo(Verdict.INVALIDATED);
		assertThat(entry.details().invalidationsSince()).isEqualTo(-1);
	}

	@Test
	void absentOrUnreadable() {
		node.cache("products").get(1);
		assertThat(explained().verdict()).isEqualTo(Verdict.ABSENT);
		redis.admin().call("SET", PLACE, "nonsense");
		assertThat(explained().verdict()).isEqualTo(Verdict.UNREADABLE);
		redis.admin().call("DEL", PLACE);
		redis.admin().call("RPUSH", PLACE, "a list");
		assertThat(explained().reason()).contains("WRONGTYPE");
	}

	@Test
	void unreadableWhereTheUserMayNotReadEntries() {
		put();
		redis.admin().call("ACL", "SETUSER", "default", "-get");
		try {
			ExplainedEntry entry = explained();
			assertThat(entry.verdict()).isEqualTo(Verdict.UNREADABLE);
			assertThat(entry.reason()).contains("NOPERM");
			assertThat(node.store().isAvailable()).as("the region is still used").isTrue();
		}
		finally {
			redis.admin().call("ACL", "SETUSER", "default", "+get");
		}
	}

	@Test
	void findsTheKeyOfATextAndOfANumber() {
		node.cache("products").put("1", "a text");
		put();
		assertThat(explain("1").keySet()).containsExactly(PLACE, "app:e:1:products:s:1");
	}

	@Test
	void findsAnEntryOfACallerByWhatStandsInRedisAndWhatCoversIt() {
		node.cache("products").put(new VariedKey(1, List.of("de")), "an answer");
		List<?> stored = (List<?>) redis.admin().call("KEYS", "*V*");
		String text = stored.get(0).toString().substring("app:e:1:products:".length());
		assertThat(explain(text).values()).singleElement()
			.extracting((regions) -> regions.get("test").verdict())
			.isEqualTo(Verdict.FRESH);
		node.cache("products").evict(1);
		assertThat(explain(text).values()).singleElement().satisfies((regions) -> {
			assertThat(
					regions.get("test").markers().stream().filter(ExplainedMarker::kills).map(ExplainedMarker::scope))
				.containsExactly("key");
		});
	}

	private void put() {
		CacheRequest request = new CacheRequest(1, String.class, EntryTags.of(List.of("red")), null, null,
				(value) -> true);
		try {
			node.cache("products").get(request, () -> "a value");
		}
		catch (Throwable ex) {
			throw new IllegalStateException(ex);
		}
	}

	private ExplainedEntry explained() {
		return explain("1").get(PLACE).get("test");
	}

	private Map<String, Map<String, ExplainedEntry>> explain(String key) {
		return new EntryExplainer(node.manager(), new RegionInspections(node.store()), () -> Set.of("test", "other"),
				() -> Instant.now().plusMillis(this.ahead.get()))
			.explain("products", key)
			.join();
	}

}
