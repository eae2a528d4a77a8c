package io.regioncache.store.log;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;

import io.regioncache.store.entry.MarkerValue;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class MarkerChangeTests {

	/** A tag and a key that is held, as a server has published it. */
	private static final byte[] RECORDED = HexFormat.of()
		.parseHex("01" + "fedcba9876543210" + "0000000000000007" + "000000000000000c" + "05743a726564" + "043132"
				+ "2c39" + "05" + "6b3a616263" + "0168");

	@Test
	void readsWhatWasRecorded() {
		assertThat(MarkerChange.decode(ByteBuffer.wrap(RECORDED))).isEqualTo(new MarkerChange(0xfedcba9876543210L, 7,
				12, Map.of("t:red", new MarkerValue(12, 9), "k:abc", MarkerValue.HELD), true));
	}

	@Test
	void readsOneWithoutMarkers() {
		MarkerChange change = MarkerChange.decode(ByteBuffer.wrap(RECORDED, 0, 25));
		assertThat(change.markers()).isEmpty();
		assertThat(change.complete()).isTrue();
	}

	@Test
	void readsThatThereAreMore() {
		byte[] more = Arrays.copyOf(RECORDED, RECORDED.length + 2);
		MarkerChange change = MarkerChange.decode(ByteBuffer.wrap(more));
		assertThat(change.markers()).hasSize(2);
		assertThat(change.complete()).isFalse();
	}

	@Test
	void refusesWhatIsCutShortOrOfAnotherVersion() {
		for (int length = 0; length < RECORDED.length; length++) {
			if (length == 25 || length == 25 + 11) {
				continue;
			}
			ByteBuffer cut = ByteBuffer.wrap(Arrays.copyOf(RECORDED, length));
			assertThatExceptionOfType(CorruptRecordException.class).as("%d bytes", length)
				.isThrownBy(() -> MarkerChange.decode(cut));
		}
		byte[] later = RECORDED.clone();
		later[0] = 2;
		assertThatExceptionOfType(CorruptRecordException.class)
			.isThrownBy(() -> MarkerChange.decode(ByteBuffer.wrap(later)));
	}

}
