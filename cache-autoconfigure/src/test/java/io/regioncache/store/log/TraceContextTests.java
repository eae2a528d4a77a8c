package io.regioncache.store.log;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link TraceContext}.
 */
class TraceContextTests {

	private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

	@Test
	void takesTheExampleOfTheSpecification() {
		assertThat(TraceContext.isValid(TRACE)).isTrue();
		assertThat(TraceContext.recorded(TRACE)).isEqualTo(TRACE);
	}

	@Test
	void aTraceThatIsNotRecordedIsNotWorthCarrying() {
		String unsampled = TRACE.substring(0, 53) + "00";
		assertThat(TraceContext.isValid(unsampled)).isTrue();
		assertThat(TraceContext.recorded(unsampled)).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "x", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331",
			"00-00000000000000000000000000000000-b7ad6b7169203331-01",
			"00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
			"00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
			"01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
			"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\n",
			"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-what",
			"00-0af7651916cd43dd8448eb211c80319g-b7ad6b7169203331-01" })
	void refusesWhatIsNone(String text) {
		assertThat(TraceContext.isValid(text)).isFalse();
		assertThat(TraceContext.recorded(text)).isEmpty();
	}

}
