package io.regioncache.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.lettuce.core.RedisClient;
import io.regioncache.annotation.InvalidationMode;
import io.regioncache.store.session.RedisConnector;
import io.regioncache.store.session.Session;
import io.regioncache.store.entry.MetadataKeys;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.write.CommitIntents;
import io.regioncache.store.write.Invalidate;
import io.regioncache.testkit.RedisExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Random holds, releases, lapses and invalidations, on a real server and in a model.
 */
class CommitIntentsAgainstModelTests {

	private static final String METADATA = "{model}:m";

	private static final MetadataKeys KEYS = MetadataKeys.of("model");

	private static final Duration LIFE = Duration.ofMinutes(5);

	private static final int STEPS = 1500;

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.own();

	private final List<Scope> scopes = IntStream.range(0, 5)
		.mapToObj((i) -> (i == 0) ? Scope.ALL : (i < 3) ? Scope.tag("t" + i) : Scope.key("names", "k" + i))
		.toList();

	private final Map<String, Marker> markers = new TreeMap<>();

	private final Set<String> open = new TreeSet<>();

	private long clock;

	private long records;

	private int lapsed;

	private RedisClient client;

	private Session session;

	@BeforeEach
	void connect() {
		this.client = RedisClient.create(redis.server().url());
		this.session = new RedisConnector(() -> this.client, KEYS).open();
		this.session.attach().join();
	}

	@AfterEach
	void disconnect() {
		this.session.close();
		this.client.shutdown(0, 1, TimeUnit.SECONDS);
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3 })
	void theScriptsDoWhatTheModelDoes(long seed) {
		Random random = new Random(seed);
		for (int step = 0; step < STEPS; step++) {
			int die = random.nextInt(10);
			if (die < 3) {
				hold("%x".formatted(step + 1), some(random));
			}
			else if (die < 6) {
				release(this.open.isEmpty() ? "f0f0" : one(random, List.copyOf(this.open)));
			}
			else if (die < 7 && !this.open.isEmpty()) {
				age(one(random, List.copyOf(this.open)));
				release("");
			}
			else {
				invalidate(some(random), random.nextBoolean() ? InvalidationMode.STALE : InvalidationMode.REMOVE);
			}
			assertThat(real()).as("seed %d, step %d", seed, step).isEqualTo(expected());
		}
		assertThat(this.lapsed).isGreaterThan(50);
	}

	private void hold(String id, List<Scope> scopes) {
		assertThat(CommitIntents.hold(this.session, id, scopes, LIFE).join()).isEqualTo(scopes.size());
		scopes.forEach((scope) -> marker(scope.field()).holds.add(id));
		this.open.add(id);
	}

	private void release(String id) {
		boolean left = CommitIntents.release(this.session, id).join();
		this.open.remove(id);
		List<String> overdue = new ArrayList<>();
		this.markers.forEach((field, marker) -> {
			marker.holds.remove(id);
			if (marker.holds.removeIf(marker.overdue::contains)) {
				overdue.add(field);
			}
			marker.overdue.clear();
		});
		if (!overdue.isEmpty()) {
			this.clock++;
			this.records += overdue.size();
			this.lapsed += overdue.size();
			overdue.forEach((field) -> marker(field).remove(this.clock));
		}
		this.markers.values().removeIf((marker) -> marker.holds.isEmpty() && marker.text.equals("0"));
		assertThat(left).isEqualTo(this.markers.values().stream().anyMatch((marker) -> !marker.holds.isEmpty()));
	}

	/**
	 * Half of what lapses has reached its end, the other half lies too far ahead.
	 */
	private void age(String id) {
		String deadline = (id.hashCode() % 2 == 0) ? "1" : "9000000000000000";
		this.markers.forEach((field, marker) -> {
			if (marker.holds.contains(id)) {
				String value = redis.admin().text("HGET", METADATA, field);
				redis.admin()
					.call("HSET", METADATA, field,
							value.replaceAll("(?<![0-9a-f])" + id + "=\\d+ ", id + "=" + deadline + " "));
				marker.overdue.add(id);
			}
		});
		this.open.remove(id);
	}

	private void invalidate(List<Scope> scopes, InvalidationMode mode) {
		new Invalidate(scopes, mode).send(this.session).join();
		this.clock++;
		this.records += scopes.size();
		scopes.forEach((scope) -> {
			if (mode == InvalidationMode.STALE) {
				marker(scope.field()).stale(this.clock);
			}
			else {
				marker(scope.field()).remove(this.clock);
			}
		});
	}

	private Marker marker(String field) {
		return this.markers.computeIfAbsent(field, (any) -> new Marker());
	}

	private Map<String, String> expected() {
		Map<String, String> expected = new TreeMap<>();
		Set<String> held = new TreeSet<>();
		this.markers.forEach((field, marker) -> {
			StringBuilder value = new StringBuilder();
			if (!marker.holds.isEmpty()) {
				held.add(field);
				value.append('h');
				marker.holds.forEach((id) -> value.append(id).append("= "));
				value.append(';');
			}
			expected.put(field, value + marker.text);
		});
		if (!held.isEmpty()) {
			expected.put("held", String.join(" ", held));
		}
		if (this.clock > 0) {
			expected.put("clock", Long.toString(this.clock));
		}
		expected.put("records", Long.toString(this.records));
		return expected;
	}

	private Map<String, String> real() {
		Map<String, String> real = new TreeMap<>();
		List<?> all = redis.admin().list("HGETALL", METADATA);
		for (int i = 0; i < all.size(); i += 2) {
			String field = (String) all.get(i);
			if (Scope.isField(field) || field.equals("held") || field.equals("clock")) {
				real.put(field, ((String) all.get(i + 1)).replaceAll("=\\d+ ", "= "));
			}
		}
		real.put("records", Long.toString(redis.admin().number("XLEN", "{model}:log")));
		return real;
	}

	private List<Scope> some(Random random) {
		List<Scope> shuffled = new ArrayList<>(this.scopes);
		Collections.shuffle(shuffled, random);
		return List.copyOf(shuffled.subList(0, 1 + random.nextInt(3)));
	}

	private static String one(Random random, List<String> of) {
		return of.get(random.nextInt(of.size()));
	}

	/**
	 * A marker, and who holds it.
	 */
	private static final class Marker {

		private final List<String> holds = new ArrayList<>();

		private final Set<String> overdue = new TreeSet<>();

		private String text = "0";

		void remove(long clock) {
			this.text = Long.toString(clock);
		}

		void stale(long clock) {
			int comma = this.text.indexOf(',');
			this.text = ((comma < 0) ? this.text : this.text.substring(0, comma)) + ',' + clock;
		}

	}

}
