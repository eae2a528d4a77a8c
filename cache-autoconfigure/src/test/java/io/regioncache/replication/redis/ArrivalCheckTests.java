package io.regioncache.replication.redis;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

import io.regioncache.store.log.RecordContent;
import io.regioncache.store.log.Issue;
import io.regioncache.store.entry.EntryPayload;
import io.regioncache.store.entry.EntrySource;
import io.regioncache.cache.entry.CacheArrivals;
import io.regioncache.cache.settings.CacheSettings;
import io.regioncache.cache.key.KeyEncoder;
import io.regioncache.cache.key.VariedKey;
import io.regioncache.store.entry.EntryKey;
import io.regioncache.store.entry.Envelope;
import io.regioncache.store.entry.KeySegments;
import io.regioncache.store.entry.Lease;
import io.regioncache.store.entry.RedisKeys;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.log.LogRecord;
import io.regioncache.store.log.RecordKind;
import io.regioncache.store.log.Position;
import io.regioncache.store.log.ShippedValue;
import io.regioncache.store.log.VersionVector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link ArrivalCheck}, with the keys and the policy of real caches.
 */
class ArrivalCheckTests {

	private static final RedisKeys KEYS = new RedisKeys("shop", "blue");

	private final ArrivalCheck check = new ArrivalCheck(KEYS, new CacheArrivals((cache) -> CacheSettings.DEFAULTS));

	@Test
	void takesWhatLiesWhereItsCacheWouldStoreIt() {
		for (String key : List.of(KeyEncoder.encode(42L), KeyEncoder.encode("a:b {c}%41 ~"),
				KeyEncoder.encode("ö\ud800"), KeyEncoder.encode("x".repeat(500)), KeyEncoder.encode(List.of(1, 2)))) {
			for (String cache : List.of("books", "a:b", "{x}", "%3a", "ünï")) {
				LogRecord record = record(cache, KEYS.keysOf(cache, "1", false).apply(key), Scope.key(cache, key));
				assertThat(inspect(record)).as(cache + key).isEqualTo(new Inspected(List.of(record), Map.of()));
			}
		}
	}

	@Test
	void takesWhatDiffersByItsCallerUnderTheScopeOfItsKey() {
		String general = KeyEncoder.encode("p/1");
		String varied = KeyEncoder.encode(new VariedKey("p/1", List.of("de")));
		EntryKey place = KEYS.keysOf("books", "1", false).apply(varied);
		assertThat(inspect(record("books", place, Scope.key("books", general))).refused()).isEmpty();
		assertThat(inspect(record("books", place, Scope.key("books", KeyEncoder.encode("p/2")))).refused())
			.containsEntry(RecordRefusal.KEY, 1);
		String hashed = KeyEncoder.encode(new VariedKey("x".repeat(300), List.of("de")));
		EntryKey far = KEYS.keysOf("books", "1", false).apply(hashed);
		Scope scope = Scope.key("books", KeyEncoder.encode("x".repeat(300)));
		assertThat(inspect(record("books", far, scope)).refused()).isEmpty();
	}

	@Test
	void aValueUnderTheKeyOfAnotherCacheIsTheRemovalOfItsKey() {
		EntryKey victim = KEYS.keysOf("accounts", "1", false).apply("l:1");
		LogRecord record = record("books", victim, Scope.key("books", "l:1"));
		Inspected inspected = inspect(record);
		assertThat(inspected.refused()).isEqualTo(Map.of(RecordRefusal.KEY, 1));
		assertThat(inspected.records()).singleElement().satisfies((removal) -> {
			assertThat(removal.kind()).isEqualTo(RecordKind.REMOVE);
			assertThat(removal.scope()).isEqualTo(Scope.key("books", "l:1"));
			assertThat(removal.origin()).isEqualTo(record.origin());
			assertThat(removal.value()).isNull();
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "shop:e:1:books:", "shop:e:1:books", "shop:e::books:l:1", "shop:e:books:l:1",
			"shop:lock:books:l:1", "{shop}:m", "other:e:1:books:l:1", "shop:e:1:books:l:1%", "shop:e:1:books:%6c:1",
			"shop:e:1:books:%6C:1", "shop:e:1:books:%uzzzz", "shop:e:1:books:l 1", "" })
	void noOtherKeyIsTaken(String redisKey) {
		EntryKey place = new EntryKey("", RedisKeys.bytes(redisKey), "", new Scope[0]);
		for (String key : List.of("l:1", "", "%6c:1", "l 1")) {
			if (!redisKey.equals("shop:e:1:books:") || !key.isEmpty()) {
				assertThat(inspect(record("books", place, Scope.key("books", key))).refused())
					.containsEntry(RecordRefusal.KEY, 1);
			}
		}
	}

	@Test
	void aScopeThatIsNotItsKeysIsRefused() {
		EntryKey place = KEYS.keysOf("books", "1", false).apply("l:1");
		for (Scope scope : List.of(Scope.key("books", "l:2"), Scope.ALL, Scope.cache("books"), Scope.tag("l:1"))) {
			assertThat(inspect(record("books", place, scope)).refused()).containsEntry(RecordRefusal.KEY, 1);
		}
	}

	@Test
	void aValueThatTheCacheWouldNotStoreIsRefused() {
		EntryKey place = KEYS.keysOf("books", "1", false).apply("l:1");
		int most = (int) CacheSettings.DEFAULTS.values().maxValueSize();
		assertThat(inspect(record("books", place, place.scope(), new byte[most])).refused()).isEmpty();
		assertThat(inspect(record("books", place, place.scope(), new byte[most + 1])).refused())
			.isEqualTo(Map.of(RecordRefusal.SIZE, 1));
	}

	@Test
	void noBytesOfAKeyFail() {
		Random random = new Random(5);
		for (int i = 0; i < 20_000; i++) {
			byte[] junk = new byte[random.nextInt(40)];
			random.nextBytes(junk);
			String beginning = (i % 2 == 0) ? "shop:e:1:books:" : "shop:e:";
			byte[] key = RedisKeys.bytes(beginning + new String(junk, StandardCharsets.ISO_8859_1));
			String text = KEYS.keyIn("books", key);
			assertThat(text == null || Arrays.equals(key, bytesOf(key, text))).isTrue();
		}
	}

	private static byte[] bytesOf(byte[] key, String text) {
		String name = RedisKeys.text(key);
		return RedisKeys.bytes(name.substring(0, name.indexOf(":books:") + 7) + KeySegments.escapeLast(text));
	}

	private Inspected inspect(LogRecord record) {
		return this.check.inspect(List.of(record));
	}

	private static LogRecord record(String cache, EntryKey place, Scope scope) {
		return record(cache, place, scope, new byte[] { 1 });
	}

	private static LogRecord record(String cache, EntryKey place, Scope scope, byte[] payload) {
		Envelope entry = new Envelope(new Lease(1, 1), 0, new EntrySource(0, 0), new EntryPayload(0, (byte) 0, payload),
				List.of());
		ShippedValue value = new ShippedValue(cache, scope, place.redisKey(), VersionVector.NONE, 1000, 2000, entry);
		return new LogRecord(new Position(1, 1), 1, new Issue(new Position(2, 2), 0), RecordKind.VALUE, false,
				new RecordContent(scope, VersionVector.NONE, value));
	}

}
