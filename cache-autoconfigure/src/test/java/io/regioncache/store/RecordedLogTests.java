package io.regioncache.store;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.lettuce.core.StreamMessage;
import io.regioncache.annotation.InvalidationMode;
import io.regioncache.store.session.RedisConnector;
import io.regioncache.store.session.Script;
import io.regioncache.store.session.Session;
import io.regioncache.store.entry.MetadataKeys;
import io.regioncache.store.entry.RedisKeys;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.log.Cursor;
import io.regioncache.store.log.LogRecordTests;
import io.regioncache.store.log.VersionVector;
import io.regioncache.store.write.Invalidate;
import io.regioncache.testkit.RedisExtension;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the scripts write to the log, byte for byte, and what they remember of epochs.
 */
public class RecordedLogTests {

	private static final MetadataKeys KEYS = MetadataKeys.of("recorded");

	private static final String METADATA = "{recorded}:m";

	private static final String EPOCH = "0123456789abcdef";

	private static final String FOREIGN = "fedcba9876543210";

	private static final int MAX_EPOCHS = 4096;

	private static final Cursor CURSOR = new Cursor(1, 2, 3);

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.shared();

	private RedisClient client;

	private Session session;

	private LoggedServer server;

	@BeforeEach
	void attachToWhatIsRecorded() {
		this.client = RedisClient.create(redis.server().url());
		this.session = new RedisConnector(() -> this.client, KEYS).open();
		this.server = new LoggedServer(this.session, KEYS, redis.admin());
		this.session.attach().join();
		redis.admin()
			.call("HSET", METADATA, "epoch", EPOCH, "epochs", EPOCH + ' ' + FOREIGN, "o:" + EPOCH, "41", "o:" + FOREIGN,
					"6", "seq", "41", "clock", "76");
	}

	@AfterEach
	void disconnect() {
		this.session.close();
		this.client.shutdown(0, 1, TimeUnit.SECONDS);
	}

	@Test
	void whatIsAppliedIsWrittenAsRecorded() {
		for (String recorded : List.of(LogRecordTests.REMOVE, LogRecordTests.STALE_KEY, LogRecordTests.REMOVE_AT_HOME,
				LogRecordTests.REMOVE_ALL)) {
			redis.admin().call("HSET", METADATA, "o:" + FOREIGN, "6", "seq", "41", "clock", "76");
			this.server.loseLog();
			assertThat(this.server.apply("ohio", cursor(), CURSOR, 1000, List.of(LogRecordTests.decode(recorded))))
				.isTrue();
			assertThat(bytes()).containsExactly(recorded);
		}
	}

	@Test
	void aTransferIsWrittenAsRecordedButForItsTime() {
		VersionVector theirs = new VersionVector(Map.of(HexFormat.fromHexDigitsToLong(FOREIGN), 7L));
		assertThat(this.server.finish("ohio", null, CURSOR, 1000, theirs, List.of(), false)).isTrue();
		assertThat(bytes()).hasSize(1);
		assertThat(withoutTime(bytes().get(0))).isEqualTo(withoutTime(LogRecordTests.TRANSFER));
	}

	@Test
	void anInvalidationIsWrittenAsRecordedButForItsTime() {
		new Invalidate(List.of(Scope.tag("products"), Scope.tag("books")), InvalidationMode.REMOVE).send(this.session)
			.join();
		String first = LogRecordTests.REMOVE.replace(FOREIGN + "0000000000000007", EPOCH + "000000000000002a");
		assertThat(bytes()).hasSize(2);
		assertThat(withoutTime(bytes().get(0))).isEqualTo(withoutTime(first));
		assertThat(bytes().get(1)).startsWith("015200" + EPOCH + "000000000000002b" + "000000000000004d")
			.endsWith(HexFormat.of().formatHex(RedisKeys.bytes("t:books")));
	}

	@Test
	void aShippedValueIsWrittenAsRecordedButForItsTime() {
		byte[] shipped = HexFormat.of().parseHex(LogRecordTests.SHIPPED);
		assertThat(Script.SHIP
			.<Long>run(this.session.metadata(), KEYS.both(), RedisKeys.bytes(EPOCH), RedisKeys.bytes("1000"), shipped)
			.join()).isEqualTo(1);
		// It is no marker: the clock stands still
		String recorded = LogRecordTests.VALUE.replace("000000000000004d", "000000000000004c")
			.replaceFirst(FOREIGN + "0000000000000007", EPOCH + "000000000000002a");
		assertThat(bytes()).hasSize(1);
		assertThat(withoutTime(bytes().get(0))).isEqualTo(withoutTime(recorded));
	}

	@Test
	void listsTheOldestEpochsNoMoreButAlwaysItsOwnAndForgetsNone() {
		List<String> known = new ArrayList<>(List.of(EPOCH));
		for (int i = 1; i < MAX_EPOCHS; i++) {
			known.add(HexFormat.of().toHexDigits((long) i));
			redis.admin().call("HSET", METADATA, "o:" + known.get(i), "1");
		}
		redis.admin().call("HSET", METADATA, "epochs", String.join(" ", known));
		assertThat(this.server.finish("ohio", null, CURSOR, 10_000,
				new VersionVector(Map.of(7001L, 5L, 7002L, 6L, 7003L, 7L)), List.of(), false))
			.isTrue();
		Map<String, String> hash = this.server.hash();
		assertThat(hash).containsEntry("o:" + EPOCH, "41")
			.containsEntry("o:" + known.get(1), "1")
			.containsEntry("o:" + known.get(4), "1")
			.containsEntry("o:" + HexFormat.of().toHexDigits(7003L), "7");
		assertThat(hash.get("epochs").split(" ")).hasSize(MAX_EPOCHS).startsWith(EPOCH, known.get(4));
		assertThat(new Invalidate(List.of(Scope.ALL), InvalidationMode.REMOVE).send(this.session)
			.join()
			.position()
			.sequence()).as("positions are not issued twice").isEqualTo(42);
	}

	private @Nullable Cursor cursor() {
		String stored = this.server.hash().get("s:ohio");
		return (stored != null) ? Cursor.of(stored) : null;
	}

	private List<String> bytes() {
		List<String> records = new ArrayList<>();
		for (StreamMessage<byte[], byte[]> message : this.session.metadata()
			.xrange(KEYS.log(), Range.unbounded())
			.toCompletableFuture()
			.join()) {
			records.add(HexFormat.of().formatHex(message.getBody().values().iterator().next()));
		}
		return records;
	}

	private static String withoutTime(String record) {
		return record.substring(0, 86) + record.substring(102);
	}

}
