package io.regioncache.store;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.lettuce.core.RedisClient;
import io.regioncache.model.ModelRegion;
import io.regioncache.store.Invalidate.Applied;
import io.regioncache.testkit.RedisExtension;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs the same random steps on the scripts and on the {@link ModelRegion} that the
 * models are made of: they must answer alike, and leave the same hash.
 */
class ScriptsAgainstModelTests {

	private static final int STEPS = 2000;

	private static final MetadataKeys KEYS = MetadataKeys.of("model");

	private static final byte[] ENTRY = RedisKeys.bytes("model:e:1:books:1");

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.shared();

	private RedisClient client;

	private RedisConnector connector;

	private Session session;

	private Random random;

	private List<Scope> keys;

	private List<Scope> caches;

	private List<Scope> tags;

	private ModelRegion model;

	private long beats;

	private final List<Lease> leases = new ArrayList<>();

	private final Set<Long> epochs = new HashSet<>();

	private int dropped;

	private int unmoved;

	private int overtaken;

	@BeforeEach
	void connect() {
		this.client = RedisClient.create(redis.server().url());
		this.connector = new RedisConnector(() -> this.client);
		this.session = new Session(this.connector.connect(KEYS), KEYS);
	}

	@AfterEach
	void disconnect() {
		this.session.close();
		this.connector.close();
		this.client.shutdown(0, 1, TimeUnit.SECONDS);
	}

	/**
	 * A small cap shows every marker to whoever drops one, a middle one a sample; a clock
	 * may be as large as a double is exact.
	 */
	@ParameterizedTest
	@CsvSource({ "1, 6, 100000, 0", "2, 6, 12, 0", "3, 60, 40, 0", "4, 60, 40, 9007199254730000" })
	void answerAlike(long seed, int numberOfTags, int cap, long clock) {
		begin(seed, numberOfTags, clock);
		for (int step = 0; step < STEPS; step++) {
			int die = this.random.nextInt(100);
			if (die < 40) {
				invalidate(cap);
			}
			else if (die < 65) {
				put(cap);
			}
			else if (die < 90) {
				look();
			}
			else if (die < 96) {
				attach();
			}
			else if (die < 98) {
				redis.admin().call("DEL", "{model}:m");
				this.model = ModelRegion.LOST;
				this.beats = 0;
			}
			else {
				redis.admin().call("DEBUG", "CHANGE-REPL-ID");
			}
			assertThat(hash()).as("after step %d, %d", step, die).isEqualTo(expectedHash());
		}
		assertThat(this.epochs).hasSizeGreaterThan(10);
		assertThat(this.unmoved).isGreaterThan(50);
		assertThat(this.overtaken).isGreaterThan(50);
		assertThat(this.dropped > 100).isEqualTo(cap < 100);
	}

	private void begin(long seed, int numberOfTags, long clock) {
		this.random = new Random(seed);
		this.caches = List.of(Scope.cache("books"), Scope.cache("authors"));
		this.keys = IntStream.range(0, 4).mapToObj((i) -> Scope.key("books", "k" + i)).toList();
		this.tags = IntStream.range(0, numberOfTags).mapToObj((i) -> Scope.tag("tag " + i)).toList();
		this.model = ModelRegion.LOST;
		attach();
		if (clock > 0) {
			redis.admin().call("HSET", "{model}:m", "clock", Long.toString(clock));
			this.model = new ModelRegion(this.model.reign(), this.model.epoch(), clock, 0, Map.of());
		}
	}

	private void attach() {
		attached(this.session.attach().join());
		assertThat(this.model.lease()).isEqualTo(this.leases.get(this.leases.size() - 1));
	}

	private void attached(Lease answer) {
		boolean begins = !this.model.reign().equals(reign());
		this.model = this.model.attach(reign(), answer.epoch());
		this.beats++;
		assertThat(this.epochs.add(answer.epoch())).as("begins an epoch").isEqualTo(begins);
		this.leases.add(answer);
	}

	private void invalidate(int cap) {
		List<Scope> scopes = some(
				Stream.of(this.caches, this.keys, this.tags, this.tags).flatMap(List::stream).toList());
		if (this.random.nextInt(20) == 0) {
			scopes.add(Scope.ALL);
		}
		boolean stale = this.random.nextInt(3) == 0;
		Applied applied = new Invalidate(scopes, stale, cap).send(this.session).join();
		attachedOnTheWay(applied);
		this.model = this.model.invalidate(scopes, stale);
		assertThat(applied.lease()).isEqualTo(this.model.lease());
		assertThat(applied.unmoved()).isFalse();
		adoptDrops(scopes.size(), cap);
	}

	private void put(int cap) {
		Lease lease = someLease();
		Scope key = one(this.keys);
		List<Scope> covering = new ArrayList<>(List.of(Scope.ALL, this.caches.get(0), key));
		covering.addAll(some(this.tags));
		Applied applied = new Invalidate(List.of(key), false, cap).unless(lease, covering).send(this.session).join();
		attachedOnTheWay(applied);
		boolean unmoved = this.model.unmoved(lease, covering);
		this.model = this.model.invalidate(List.of(key), false);
		assertThat(applied.lease()).isEqualTo(this.model.lease());
		assertThat(applied.unmoved()).isEqualTo(unmoved);
		adoptDrops(1, cap);
		this.unmoved += unmoved ? 1 : 0;
		this.overtaken += unmoved ? 0 : 1;
	}

	private void attachedOnTheWay(Applied applied) {
		if (!this.model.hasEpoch()) {
			attached(new Lease(applied.lease().epoch(), 0));
		}
	}

	private void look() {
		List<Scope> own = List.of(Scope.ALL, this.caches.get(0), one(this.keys));
		List<Scope> asked = some(this.tags);
		Scope[] scopes = Stream.concat(own.stream(), asked.stream()).toArray(Scope[]::new);
		LookCommands.Numbers numbers = look(scopes);
		assertThat(numbers.hasEpoch()).isEqualTo(this.model.hasEpoch());
		if (!numbers.hasEpoch()) {
			return;
		}
		assertThat(numbers.beat()).isEqualTo(this.beats);
		Markers real = numbers.markers(scopes, own.size());
		Markers expected = this.model.look(own, asked);
		assertThat(real.lease()).isEqualTo(expected.lease());
		this.leases.add(real.lease());
		List<Scope> carried = asked.subList(0, this.random.nextInt(asked.size() + 1));
		for (int i = 0; i < 5; i++) {
			Lease lease = someLease();
			assertThat(real.judge(lease, carried)).isEqualTo(expected.judge(lease, carried));
			assertThat(real.admits(lease)).isEqualTo(expected.admits(lease));
		}
	}

	private LookCommands.Numbers look(Scope[] scopes) {
		CompletableFuture<LookCommands.Numbers> answer = new CompletableFuture<>();
		this.session.look(new LookCommands(KEYS.hash(), ENTRY, scopes, new LookCommands.Answered() {

			@Override
			public void answered(LookCommands.Numbers metadata, byte @Nullable [] entry, boolean foreign) {
				answer.complete(metadata);
			}

			@Override
			public void failed(Throwable cause) {
				answer.completeExceptionally(cause);
			}

		}));
		return answer.join();
	}

	/**
	 * Which marker is dropped is the script's choice; that it was one, and the oldest it
	 * saw, is not.
	 */
	private void adoptDrops(int written, int cap) {
		Map<String, String> before = expectedHash();
		int size = before.size() + (int) redis.admin().number("HLEN", "{model}:m") - hash().size();
		if (size <= cap) {
			return;
		}
		Set<String> missing = new HashSet<>(before.keySet());
		missing.removeAll(hash().keySet());
		assertThat(missing).hasSizeLessThanOrEqualTo(Math.min(size - cap, written));
		List<Scope> gone = missing.stream().map(Scope::new).toList();
		assertThat(gone).allMatch((scope) -> scope.field().matches("[kct]:.*"));
		long newest = gone.stream().mapToLong((scope) -> this.model.marker(scope).latest()).max().orElse(0);
		if (size <= 16) {
			assertThat(this.model.markers().entrySet()).allMatch((marker) -> gone.contains(marker.getKey())
					|| marker.getKey().equals(Scope.ALL) || marker.getValue().latest() >= newest);
		}
		for (Scope scope : gone) {
			this.model = this.model.drop(scope);
			this.dropped++;
		}
	}

	private static Map<String, String> hash() {
		List<?> flat = redis.admin().list("HGETALL", "{model}:m");
		Map<String, String> hash = new TreeMap<>();
		for (int i = 0; i < flat.size(); i += 2) {
			String field = (String) flat.get(i);
			if (!field.startsWith("o:") && !field.equals("epochs") && !field.equals("seq")) {
				hash.put(field, (String) flat.get(i + 1));
			}
		}
		return hash;
	}

	private Map<String, String> expectedHash() {
		Map<String, String> hash = this.model.hash();
		if (this.model.hasEpoch()) {
			hash.put("fv", "1");
			hash.put("beat", Long.toString(this.beats));
		}
		return hash;
	}

	private static String reign() {
		return redis.admin().info("replication").get("master_replid");
	}

	private Lease someLease() {
		int recent = Math.min(this.leases.size(), 1 + this.random.nextInt(40));
		Lease lease = this.leases.get(this.leases.size() - recent);
		return (this.random.nextInt(4) == 0) ? this.model.lease() : lease;
	}

	private Scope one(List<Scope> scopes) {
		return scopes.get(this.random.nextInt(scopes.size()));
	}

	private List<Scope> some(List<Scope> scopes) {
		List<Scope> shuffled = new ArrayList<>(scopes);
		Collections.shuffle(shuffled, this.random);
		return new ArrayList<>(shuffled.subList(0, 1 + this.random.nextInt(Math.min(4, shuffled.size()))));
	}

}
