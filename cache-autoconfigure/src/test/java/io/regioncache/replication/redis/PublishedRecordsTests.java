package io.regioncache.replication.redis;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import io.regioncache.store.entry.EnvelopeTests;
import io.regioncache.store.log.Cursor;
import io.regioncache.store.log.LogRecord;
import io.regioncache.store.log.LogRecordTests;
import io.regioncache.store.log.RecordDecoder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link PublishedRecords}.
 */
class PublishedRecordsTests {

	private static final long EPOCH = 7;

	private static final Duration PATIENCE = Duration.ofMinutes(1);

	private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

	private final PublishedRecords published = new PublishedRecords();

	@Test
	void handsOutWhatFollows() {
		publish(1, "");
		publish(2, "");
		assertThat(after(0)).extracting((record) -> record.at().sequence()).containsExactly(1L, 2L);
	}

	@Test
	void passesOverWhatIsKnownAlready() {
		publish(1, "");
		publish(2, "");
		assertThat(after(1)).extracting((record) -> record.at().sequence()).containsExactly(2L);
	}

	@Test
	void hasTheLogAskedWhereSomethingIsMissing() {
		publish(2, "");
		assertThat(after(0)).isNull();
	}

	@Test
	void wakesWhoWaits() {
		this.published.polled(new LogPage(new Cursor(EPOCH, 3, 0), List.of()));
		CompletableFuture<@Nullable LogPage> waiting = this.published.after(new Cursor(EPOCH, 3, 0), PATIENCE);
		assertThat(waiting).isNotDone();
		publish(4, "");
		assertThat(waiting.join().records()).hasSize(1);
		assertThat(this.published.after(new Cursor(EPOCH, 4, 0), PATIENCE)).isNotDone();
	}

	@Test
	void keepsSoManyBytesOnlyAndHasTheLogAskedInstead() {
		String body = "00".repeat(60_000);
		int most = (int) (PublishedRecords.MAX_BYTES / RecordDecoder.decode(record(1, body)).size());
		for (int i = 1; i < most; i++) {
			publish(i, body);
		}
		assertThat(after(0)).hasSize(most - 1);
		for (int i = 1; i < most; i++) {
			publish(i, body);
		}
		assertThat(after(0)).as("what was handed out does not count").hasSize(most - 1);
		for (int i = 1; i <= most + 1; i++) {
			publish(i, body);
		}
		assertThat(after(0)).isNull();
	}

	/**
	 * To decode it would hold up the event loop.
	 */
	@Test
	void hasTheLogAskedForALargeMessageWithoutDecodingIt() {
		publish(1, "00".repeat(PublishedRecords.MAX_MESSAGE));
		assertThat(after(0)).isNull();
		publish(1, "");
		assertThat(after(0)).hasSize(1);
	}

	@Test
	void theContextOfATraceBelongsToTheRecordBehindIt() {
		publish(1, "");
		receive(context(TRACE), record(2, ""), record(3, ""));
		assertThat(after(0)).extracting(LogRecord::trace).containsExactly("", TRACE, "");
	}

	/**
	 * As versions do that have never heard of it.
	 */
	@Test
	void whoDoesNotKnowTheContextPassesOverIt() {
		LogRecord unknown = RecordDecoder.decode(context(TRACE));
		assertThat(unknown.at().epoch()).as("no log has this epoch").isZero();
		publish(1, "");
		byte[] longer = Arrays.copyOf(context(TRACE), context(TRACE).length + 1);
		receive(longer, record(2, ""));
		assertThat(after(0)).hasSize(1);
		assertThat(after(1)).extracting((record) -> record.at().sequence()).containsExactly(2L);
	}

	private static byte[] context(String trace) {
		return ByteBuffer.allocate(51 + trace.length())
			.put(0, (byte) 1)
			.put(1, (byte) 'C')
			.put(42, (byte) 1)
			.put(51, trace.getBytes(StandardCharsets.US_ASCII))
			.array();
	}

	private void receive(byte[]... frames) {
		ByteBuffer message = ByteBuffer.allocate(Stream.of(frames).mapToInt((frame) -> 4 + frame.length).sum());
		for (byte[] frame : frames) {
			message.putInt(frame.length).put(frame);
		}
		this.published.receive(message.array());
	}

	private @Nullable List<LogRecord> after(long sequence) {
		LogPage page = this.published.after(new Cursor(EPOCH, sequence, 0), PATIENCE).join();
		return (page != null) ? page.records() : null;
	}

	private static byte[] record(long sequence, String payload) {
		String at = "%016x%016x%016x".formatted(EPOCH, sequence, 0);
		String head = payload.isEmpty() ? "015200" : "015600";
		String body = payload.isEmpty() ? "743a61"
				: LogRecordTests.SHIPPED.replace(EnvelopeTests.RECORDED, EnvelopeTests.withPayload(payload));
		return HexFormat.of().parseHex(head + at + LogRecordTests.ORIGIN + body);
	}

	private void publish(long sequence, String payload) {
		byte[] record = record(sequence, payload);
		this.published.receive(ByteBuffer.allocate(4 + record.length).putInt(record.length).put(record).array());
	}

}
