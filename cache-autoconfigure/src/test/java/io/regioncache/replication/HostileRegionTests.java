package io.regioncache.replication;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

import io.lettuce.core.RedisClient;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.regioncache.store.entry.Envelope;
import io.regioncache.store.entry.Lease;
import io.regioncache.store.entry.RedisKeys;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.log.ShippedValue;
import io.regioncache.store.log.VersionVector;
import io.regioncache.testkit.RedisExtension;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Somebody writes forged records of every kind into the log of one region, a thousand a
 * second, while two others invalidate: none of their invalidations is lost, and no forged
 * value is served.
 */
class HostileRegionTests {

	private static final Log logger = LogFactory.getLog(HostileRegionTests.class);

	private static final Duration TIME = Duration.ofSeconds(Integer.getInteger("regioncache.hostile.seconds", 8));

	private static final int BATCH = 50;

	private static final int HONEST_PER_BATCH = 4;

	private static final String METADATA = "{app}:m";

	private static final String LOG = "{app}:log";

	/** Adds records: of each the head and what follows its place in the log. */
	private static final String FORGE = """
			local seq = tonumber(redis.call('HGET', KEYS[1], 'seq') or '0')
			local epoch = string.gsub(redis.call('HGET', KEYS[1], 'epoch'), '%x%x', function(digits)
				return string.char(tonumber(digits, 16))
			end)
			local clock = tonumber(redis.call('HGET', KEYS[1], 'clock') or '0')
			for i = 1, #ARGV, 2 do
				seq = seq + 1
				redis.call('XADD', KEYS[2], 'MAXLEN', '~', 50000, seq .. '-0', 'r',
					ARGV[i] .. epoch .. struct.pack('>I8I8', seq, clock) .. ARGV[i + 1])
			end
			redis.call('HSET', KEYS[1], 'seq', seq)
			""";

	@RegisterExtension
	static final RedisExtension east = RedisExtension.own();

	@RegisterExtension
	static final RedisExtension west = RedisExtension.own();

	@RegisterExtension
	static final RedisExtension north = RedisExtension.own();

	@AutoClose
	private ReplicaNode inEast;

	@AutoClose
	private ReplicaNode inWest;

	@AutoClose
	private ReplicaNode inNorth;

	private final Random random = new Random(3);

	private Forger forger;

	@BeforeEach
	void start() {
		this.inEast = node("east");
		this.inWest = node("west");
		this.inNorth = node("north");
		this.inEast.awaitLevel("west", "north");
		this.inWest.awaitLevel("east", "north");
		this.forger = new Forger(north.server().url());
	}

	@Test
	void nothingIsLostAndNothingForgedIsServed() {
		List<String> tags = new ArrayList<>();
		long quiet = invalidate(tags, Duration.ofSeconds(2), false);
		long attacked = invalidate(tags, TIME, true);
		this.forger.close();
		Awaitility.await().until(() -> lost(tags).isEmpty());
		logger.info("%d invalidations; from one region to the other in %d µs on average, %d µs under attack"
			.formatted(tags.size(), quiet, attacked));
		assertThat(this.inWest.read("victim")).isNotEqualTo("forged");
		for (RedisExtension honest : List.of(east, west)) {
			assertThat(honest.admin().number("HLEN", METADATA)).isLessThan(tags.size() * 2L + 1000);
		}
		this.inWest.store("victim", "honest", this.inWest.lookup("victim"));
		assertThat(this.inWest.read("victim")).isEqualTo("honest");
	}

	private long invalidate(List<String> tags, Duration time, boolean attack) {
		long end = System.nanoTime() + time.toNanos();
		long measured = 0;
		int measurements = 0;
		for (int batch = 0; System.nanoTime() < end; batch++) {
			long next = System.nanoTime() + Duration.ofMillis(1000L * BATCH / 1000).toNanos();
			if (attack) {
				this.forger.forge(forged());
			}
			for (int i = 0; i < HONEST_PER_BATCH; i++) {
				ReplicaNode from = (i % 2 == 0) ? this.inEast : this.inWest;
				String tag = from.name() + tags.size();
				tags.add(tag);
				CompletableFuture<?> done = from.invalidate(tag);
				if (i == 0) {
					long begun = System.nanoTime();
					done.join();
					Awaitility.await()
						.pollDelay(Duration.ZERO)
						.pollInterval(Duration.ofMillis(1))
						.until(() -> west.admin().call("HGET", METADATA, Scope.tag(tag).field()) != null);
					measured += System.nanoTime() - begun;
					measurements++;
				}
			}
			assertThat(this.inWest.read("victim")).isNotEqualTo("forged");
			Awaitility.await()
				.pollDelay(Duration.ZERO)
				.pollInterval(Duration.ofMillis(1))
				.until(() -> System.nanoTime() >= next);
		}
		return measured / Math.max(1, measurements) / 1000;
	}

	private List<String> lost(List<String> tags) {
		List<String> lost = new ArrayList<>();
		for (RedisExtension region : List.of(east, west)) {
			for (int from = 0; from < tags.size(); from += 500) {
				List<String> some = tags.subList(from, Math.min(tags.size(), from + 500));
				List<String> command = new ArrayList<>(List.of("HMGET", METADATA));
				some.forEach((tag) -> command.add(Scope.tag(tag).field()));
				List<?> markers = region.admin().list(command.toArray(String[]::new));
				for (int i = 0; i < some.size(); i++) {
					if (markers.get(i) == null) {
						lost.add(some.get(i));
					}
				}
			}
		}
		return lost;
	}

	private List<byte[]> forged() {
		List<byte[]> records = new ArrayList<>();
		for (int i = 0; i < BATCH; i++) {
			RedisExtension victim = this.random.nextBoolean() ? east : west;
			long epoch = HexFormat.fromHexDigitsToLong(victim.admin().text("HGET", METADATA, "epoch"));
			long issued = victim.admin().number("HGET", METADATA, "o:" + HexFormat.of().toHexDigits(epoch));
			switch (this.random.nextInt(8)) {
				case 0 -> add(records, "R", epoch, (1L << 53) - 1, bytes("t:forged"));
				case 1, 2, 3 -> add(records, "R", epoch, issued + 1 + this.random.nextInt(5), bytes("t:forged"));
				case 4 -> add(records, "R", this.random.nextLong(), this.random.nextInt(1000), bytes("t:forged"));
				case 5 -> add(records, "T", epoch, 0, ByteBuffer.allocate(16).putLong(epoch).putLong(1L << 50).array());
				case 6 -> add(records, "V", epoch, issued, value().encode());
				default -> {
					byte[] junk = new byte[this.random.nextInt(80)];
					this.random.nextBytes(junk);
					records.add(junk);
					records.add(junk);
				}
			}
		}
		return records;
	}

	/**
	 * In the name of one cache, under a key of another.
	 */
	private ShippedValue value() {
		Envelope entry = new Envelope(new Lease(1, 1), Long.MAX_VALUE, 0, 0, 0, (byte) 0, List.of(),
				"forged".getBytes(StandardCharsets.UTF_8));
		byte[] key = this.inWest.store().keysOf("books", "1").apply("victim").redisKey();
		return new ShippedValue("others", Scope.key("others", "victim"), key, new VersionVector(Map.of()), 60_000,
				60_000, entry);
	}

	private static void add(List<byte[]> records, String kind, long epoch, long sequence, byte[] body) {
		records.add(bytes("\u0001" + kind + "\u0000"));
		records.add(ByteBuffer.allocate(24 + body.length)
			.putLong(epoch)
			.putLong(sequence)
			.putLong(System.currentTimeMillis())
			.put(body)
			.array());
	}

	private static byte[] bytes(String text) {
		return RedisKeys.bytes(text);
	}

	private static ReplicaNode node(String name) {
		return new ReplicaNode(name, Topology.mesh(List.of("east", "north", "west")),
				Map.of("east", east.server().url(), "west", west.server().url(), "north", north.server().url())::get);
	}

	/**
	 * Whoever may write to the Redis of the region.
	 */
	private static final class Forger implements AutoCloseable {

		private final RedisClient client;

		private final RedisCommands<byte[], byte[]> commands;

		Forger(String url) {
			this.client = RedisClient.create(url);
			this.commands = this.client.connect(ByteArrayCodec.INSTANCE).sync();
		}

		void forge(List<byte[]> records) {
			this.commands.eval(FORGE.getBytes(StandardCharsets.UTF_8), ScriptOutputType.STATUS,
					new byte[][] { bytes(METADATA), bytes(LOG) }, records.toArray(byte[][]::new));
		}

		@Override
		public void close() {
			this.client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
		}

	}

}
