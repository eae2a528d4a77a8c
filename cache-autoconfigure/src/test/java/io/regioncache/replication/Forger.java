package io.regioncache.replication;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

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

	/** One record of so many is far too large. */
	private static final int LARGE = 20_000;

	private static final int TOO_LARGE = 1_500_000;

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

	private final RedisClient client;

	private final RedisCommands<byte[], byte[]> commands;

	private final List<RedisServer> victims;

	private final byte[] keyOfVictim;

	private final Random random = new Random(3);

	private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();

	private final AtomicLong forged = new AtomicLong();

	private @Nullable ScheduledFuture<?> forging;

	/**
	 * Create a forger.
	 * @param target where it writes
	 * @param victims the servers whose epochs it claims
	 * @param keyOfVictim the entry that it wants to replace
	 */
	Forger(RedisServer target, List<RedisServer> victims, byte[] keyOfVictim) {
		this.client = RedisClient.create(target.url());
		this.commands = this.client.connect(ByteArrayCodec.INSTANCE).sync();
		this.victims = victims;
		this.keyOfVictim = keyOfVictim;
	}

	/**
	 * Forge a thousand records a second from now on.
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

	long forged() {
		return this.forged.get();
	}

	private void forge() {
		List<byte[]> records = records();
		this.commands.eval(FORGE.getBytes(StandardCharsets.UTF_8), ScriptOutputType.STATUS,
				new byte[][] { bytes(METADATA), bytes(LOG) }, records.toArray(byte[][]::new));
		this.forged.addAndGet(records.size() / 2);
	}

	private List<byte[]> records() {
		RedisServer victim = this.victims.get(this.random.nextInt(this.victims.size()));
		long epoch = HexFormat.fromHexDigitsToLong(victim.admin().text("HGET", METADATA, "epoch"));
		long issued = victim.admin().number("HGET", METADATA, "o:" + HexFormat.of().toHexDigits(epoch));
		long now = System.currentTimeMillis();
		List<byte[]> records = new ArrayList<>();
		// What is junk hides what comes with it
		int kind = this.random.nextInt(10);
		for (int i = 0; i < BATCH; i++) {
			if (this.random.nextInt(LARGE) == 0) {
				add(records, "V\0", epoch, issued, now, value(new byte[TOO_LARGE]).encode());
				continue;
			}
			switch (kind) {
				case 0 -> add(records, "R\0", epoch, (1L << 53) - 1, now, bytes("t:forged"));
				case 1, 2, 3 -> add(records, "R\0", epoch, issued + 1 + this.random.nextInt(5), now, bytes("t:forged"));
				case 4 ->
					add(records, "R\0", this.random.nextLong(), this.random.nextInt(1000), now, bytes("t:forged"));
				case 5 -> add(records, "T\0", epoch, 0, now,
						ByteBuffer.allocate(16).putLong(epoch).putLong(1L << 50).array());
				case 6 -> add(records, "V\0", epoch, issued, now, value(bytes("forged")).encode());
				case 7 -> add(records, "R\2", epoch, issued + 1, 7_999_999_999_999_999L, bytes("t:forged"));
				case 8 -> add(records, "T\0", epoch, 0, now, epochsOfOneHash());
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
	private ShippedValue value(byte[] payload) {
		Envelope entry = new Envelope(new Lease(1, 1), Long.MAX_VALUE, 0, 0, 0, (byte) 0, List.of(), payload);
		return new ShippedValue("others", Scope.key("others", "victim"), this.keyOfVictim, new VersionVector(Map.of()),
				60_000, 60_000, entry);
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
