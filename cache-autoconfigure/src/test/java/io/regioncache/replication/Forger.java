package io.regioncache.replication;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

import io.lettuce.core.RedisClient;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.regioncache.store.entry.EntryPayload;
import io.regioncache.store.entry.EntrySource;
import io.regioncache.store.entry.Envelope;
import io.regioncache.store.entry.Lease;
import io.regioncache.store.entry.RedisKeys;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.log.ShippedValue;
import io.regioncache.store.log.VersionVector;
import io.regioncache.testkit.RedisServer;
import org.jspecify.annotations.Nullable;

/**
 * Whoever may write to the Redis of one region, and writes forged records into its log.
 */
final class Forger implements AutoCloseable {

	private static final String METADATA = "{app}:m";

	private static final String LOG = "{app}:log";

	private static final int BATCH = 50;

	private static final long BATCH_MILLIS = 50;

	/** Of this many batches with values one has a record that is far too large. */
	private static final int LARGE = 10;

	private static final int TOO_LARGE = 1_500_000;

	private static final long LAST = (1L << 53) - 1;

	private static final long LATEST_STAMP = 7_999_999_999_999_999L;

	/**
	 * Adds records behind a gap: of each the head and what follows its place in the log.
	 */
	private static final String FORGE = """
			local seq = tonumber(redis.call('HGET', KEYS[1], 'seq') or '0') + ARGV[1]
			local epoch = string.gsub(redis.call('HGET', KEYS[1], 'epoch'), '%x%x', function(digits)
				return string.char(tonumber(digits, 16))
			end)
			local clock = tonumber(redis.call('HGET', KEYS[1], 'clock') or '0')
			for i = 2, #ARGV, 2 do
				seq = seq + 1
				redis.call('XADD', KEYS[2], 'MAXLEN', '~', 50000, seq .. '-0', 'r',
					ARGV[i] .. epoch .. struct.pack('>I8I8', seq, clock) .. ARGV[i + 1])
			end
			redis.call('HSET', KEYS[1], 'seq', seq)
			""";

	private final RedisClient client;

	private final RedisCommands<byte[], byte[]> commands;

	private final RedisServer target;

	private final List<RedisServer> victims;

	private final byte[] keyOfVictim;

	private final Random random = new Random(3);

	private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();

	private final Map<Forgery, Long> forged = new EnumMap<>(Forgery.class);

	private long batches;

	private @Nullable ScheduledFuture<?> forging;

	/**
	 * Create a forger.
	 * @param target where it writes
	 * @param victims the servers whose epochs it claims
	 * @param keyOfVictim the entry of the cache {@code books} that it wants to replace
	 */
	Forger(RedisServer target, List<RedisServer> victims, byte[] keyOfVictim) {
		this.target = target;
		this.client = RedisClient.create(target.url());
		this.commands = this.client.connect(ByteArrayCodec.INSTANCE).sync();
		this.victims = victims;
		this.keyOfVictim = keyOfVictim;
	}

	/**
	 * What may be forged.
	 */
	enum Forgery {

		LAST_POSITION, POSITION_NOT_ISSUED_YET, POSITION_NOT_ISSUED_YET_FOR_HOME_ONLY, POSITION_FAR_AHEAD,
		UNKNOWN_EPOCH, VECTOR_AHEAD, VECTOR_OF_ONE_HASH, VALUE_UNDER_THE_KEY_OF_ANOTHER_CACHE,
		VALUE_WITH_THE_SCOPE_OF_ANOTHER_KEY, VALUE_TOO_LARGE, STAMP_AHEAD, VALUE_WITH_A_STAMP_AHEAD, UNKNOWN_KIND,
		UNKNOWN_FLAGS, UNKNOWN_SCOPE, IMPOSSIBLE_NUMBER, JUNK, GAP

	}

	/**
	 * Forge a thousand records a second from now on, of each kind in turn.
	 */
	void start() {
		this.forging = this.scheduler.scheduleAtFixedRate(this::forge, 0, BATCH_MILLIS, TimeUnit.MILLISECONDS);
	}

	void stop() {
		ScheduledFuture<?> forging = this.forging;
		if (forging != null) {
			forging.cancel(false);
		}
	}

	/**
	 * Return how many records of each kind were forged.
	 */
	synchronized Map<Forgery, Long> forged() {
		return Map.copyOf(this.forged);
	}

	private synchronized void forge() {
		Forgery forgery = Forgery.values()[(int) (this.batches++ % Forgery.values().length)];
		List<byte[]> arguments = new ArrayList<>(List.of(bytes((forgery == Forgery.GAP) ? "3" : "0")));
		addAll(arguments, forgery);
		this.commands.eval(FORGE.getBytes(StandardCharsets.UTF_8), ScriptOutputType.STATUS,
				new byte[][] { bytes(METADATA), bytes(LOG) }, arguments.toArray(byte[][]::new));
		this.forged.merge(forgery, (long) arguments.size() / 2, Long::sum);
	}

	private void addAll(List<byte[]> records, Forgery forgery) {
		RedisServer victim = this.victims.get(this.random.nextInt(this.victims.size()));
		long own = epochOf(this.target);
		long epoch = epochOf(victim);
		long issued = victim.admin().number("HGET", METADATA, "o:" + HexFormat.of().toHexDigits(epoch));
		long now = System.currentTimeMillis();
		byte[] body = body(forgery, epoch);
		if (forgery == Forgery.VALUE_TOO_LARGE && this.random.nextInt(LARGE) == 0) {
			add(records, "V\0", epoch, issued, now, value("books", "victim", new byte[TOO_LARGE]));
		}
		while (records.size() < 2 * BATCH) {
			long next = issued + 1 + this.random.nextInt(5);
			switch (forgery) {
				case LAST_POSITION -> add(records, "R\0", epoch, LAST, now, body);
				case POSITION_NOT_ISSUED_YET, UNKNOWN_SCOPE, VALUE_TOO_LARGE ->
					add(records, "R\0", epoch, next, now, body);
				case POSITION_NOT_ISSUED_YET_FOR_HOME_ONLY -> add(records, "R\1", epoch, next, now, body);
				case POSITION_FAR_AHEAD -> add(records, "S\0", own, (1L << 21) + next, now, body);
				case UNKNOWN_EPOCH -> add(records, "R\0", this.random.nextLong(), this.random.nextInt(1000), now, body);
				case VECTOR_AHEAD, VECTOR_OF_ONE_HASH -> add(records, "T\0", epoch, 0, now, body);
				case VALUE_UNDER_THE_KEY_OF_ANOTHER_CACHE, VALUE_WITH_THE_SCOPE_OF_ANOTHER_KEY ->
					add(records, "V\0", epoch, next, now, body);
				case STAMP_AHEAD -> add(records, "R\2", epoch, next, LATEST_STAMP, body);
				case VALUE_WITH_A_STAMP_AHEAD -> add(records, "V\2", epoch, next, LATEST_STAMP, body);
				case UNKNOWN_KIND -> add(records, "?\0", epoch, next, now, body);
				case UNKNOWN_FLAGS -> add(records, "R\100", epoch, next, now, body);
				case IMPOSSIBLE_NUMBER -> add(records, "R\0", epoch, -next, now, body);
				case GAP -> add(records, "R\0", own, 1, now, body);
				case JUNK -> {
					byte[] junk = new byte[this.random.nextInt(80)];
					this.random.nextBytes(junk);
					records.add(junk);
					records.add(junk);
				}
			}
		}
	}

	private byte[] body(Forgery forgery, long epoch) {
		return switch (forgery) {
			case VECTOR_AHEAD -> ByteBuffer.allocate(16).putLong(epoch).putLong(1L << 50).array();
			case VECTOR_OF_ONE_HASH -> epochsOfOneHash();
			case VALUE_UNDER_THE_KEY_OF_ANOTHER_CACHE -> value("others", "victim", bytes("forged"));
			case VALUE_WITH_THE_SCOPE_OF_ANOTHER_KEY -> value("books", "another", bytes("forged"));
			case VALUE_WITH_A_STAMP_AHEAD -> value("books", "victim", bytes("forged"));
			case UNKNOWN_SCOPE -> bytes("what is this");
			default -> bytes("t:forged");
		};
	}

	private static long epochOf(RedisServer server) {
		return HexFormat.fromHexDigitsToLong(server.admin().text("HGET", METADATA, "epoch"));
	}

	/**
	 * A value under the key of the victim, which nothing that is known has overtaken.
	 * @param cache in whose name
	 * @param key whose scope it claims to be covered by
	 */
	private byte[] value(String cache, String key, byte[] payload) {
		Envelope entry = new Envelope(new Lease(1, 1), Long.MAX_VALUE, new EntrySource(0, 0),
				new EntryPayload(0, (byte) 0, payload), List.of());
		Map<Long, Long> everything = new HashMap<>();
		for (String epoch : this.target.admin().text("HGET", METADATA, "epochs").split(" ")) {
			everything.put(HexFormat.fromHexDigitsToLong(epoch), 1L << 50);
		}
		return new ShippedValue(cache, Scope.key(cache, key), this.keyOfVictim, new VersionVector(everything), 60_000,
				60_000, entry)
			.encode();
	}

	private static byte[] epochsOfOneHash() {
		int epochs = 64;
		ByteBuffer positions = ByteBuffer.allocate(16 * epochs);
		for (long i = 1; i <= epochs; i++) {
			positions.putLong((i << 32) | i).putLong(1);
		}
		return positions.array();
	}

	private static void add(List<byte[]> records, String kindAndFlags, long epoch, long sequence, long published,
			byte[] body) {
		records.add(bytes("\u0001" + kindAndFlags));
		records.add(ByteBuffer.allocate(24 + body.length)
			.putLong(epoch)
			.putLong(sequence)
			.putLong(published)
			.put(body)
			.array());
	}

	private static byte[] bytes(String text) {
		return RedisKeys.bytes(text);
	}

	@Override
	public void close() {
		this.scheduler.shutdownNow();
		this.client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
	}

}
