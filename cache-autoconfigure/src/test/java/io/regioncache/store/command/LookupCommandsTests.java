package io.regioncache.store.command;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

import io.regioncache.store.entry.Freshness;
import io.regioncache.store.entry.Lease;
import io.regioncache.store.entry.Markers;
import io.regioncache.store.entry.Scope;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of what {@link LookupCommands} makes of the metadata.
 */
class LookupCommandsTests {

	private static final Scope TAG = Scope.tag("shelf");

	private static final Scope[] SCOPES = { Scope.ALL, TAG };

	@Test
	void readsNumbers() {
		MetadataNumbers numbers = numbers("fedcba9876543210", "7", "9007199254740991", "12", "8", "3,9");
		assertThat(numbers.hasEpoch()).isTrue();
		assertThat(numbers.hasError()).isFalse();
		assertThat(numbers.progress().heartbeat()).isEqualTo(12);
		Markers markers = numbers.markers(SCOPES, 1);
		long epoch = 0xfedcba9876543210L;
		assertThat(markers.lease()).isEqualTo(new Lease(epoch, 9007199254740991L));
		assertThat(markers.judge(new Lease(epoch, 7), List.of())).isEqualTo(Freshness.DEAD);
		assertThat(markers.judge(new Lease(epoch, 8), List.of())).isEqualTo(Freshness.FRESH);
		assertThat(markers.judge(new Lease(epoch, 8), List.of(TAG))).isEqualTo(Freshness.STALE);
		assertThat(markers.judge(new Lease(epoch, 9), List.of(TAG))).isEqualTo(Freshness.FRESH);
	}

	@Test
	void takesNothingForZero() {
		MetadataNumbers numbers = numbers("1", null, null, null, null, null);
		assertThat(numbers.hasEpoch()).isTrue();
		assertThat(numbers.markers(SCOPES, 1).lease()).isEqualTo(new Lease(1, 0));
		assertThat(numbers.markers(SCOPES, 1).judge(new Lease(1, 0), List.of(TAG))).isEqualTo(Freshness.FRESH);
	}

	@Test
	void seesThatThereIsNoEpoch() {
		assertThat(numbers(null, null, null, null, null, null).hasEpoch()).isFalse();
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 2, 3 })
	void doesNotGuessWhatAHeaderFieldMeant(int field) {
		for (String foreign : List.of("", "x", "-1", "1 ", "1,2", "99999999999999999999", "\u00f6")) {
			String[] values = { "1", "1", "1", "1", "1", "1" };
			values[field] = foreign;
			MetadataNumbers numbers = numbers(values);
			assertThat(numbers.getError()).as(foreign).isEqualTo("METADATA holds something that is not a number");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "x", "-1", "1 ", "1,2,3", ",2", "1,x", "99999999999999999999",
			"1,99999999999999999999", "\u00f6" })
	void servesNothingThatAnUnreadableMarkerCovers(String foreign) {
		MetadataNumbers numbers = numbers("1", "0", "5", "1", "0", foreign);
		assertThat(numbers.hasError()).isFalse();
		Markers markers = numbers.markers(SCOPES, 1);
		assertThat(markers.judge(new Lease(1, 5), List.of(TAG))).isEqualTo(Freshness.DEAD);
		assertThat(markers.judge(new Lease(1, 5), List.of())).isEqualTo(Freshness.FRESH);
	}

	private static MetadataNumbers numbers(@Nullable String... values) {
		MetadataNumbers numbers = new MetadataNumbers(values.length);
		for (String value : values) {
			numbers.set((value != null) ? ByteBuffer.wrap(value.getBytes(StandardCharsets.UTF_8)) : null);
		}
		return numbers;
	}

}
