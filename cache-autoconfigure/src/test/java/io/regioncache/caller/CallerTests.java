package io.regioncache.caller;

import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.regioncache.annotation.Vary;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link Caller} on a thread of a pool.
 */
class CallerTests {

	private static final ThreadLocal<@Nullable String> COUNTRY = new ThreadLocal<>();

	private final ExecutorService pool = Executors.newSingleThreadExecutor();

	@AfterEach
	void stop() {
		COUNTRY.remove();
		this.pool.shutdownNow();
	}

	@Test
	void aBindingThatFailsLeavesNothingOnTheThread() throws Exception {
		COUNTRY.set("DE");
		Caller caller = new Callers(() -> Stream.of(country(), tenant())).current(Set.of(Vary.COUNTRY, Vary.TENANT));
		assertThat(onPool(() -> {
			assertThatIllegalStateException().isThrownBy(caller::assume).withMessage("no tenant here");
			return COUNTRY.get();
		})).isNull();
	}

	@Test
	void whatIsBoundEndsWithItsScope() throws Exception {
		COUNTRY.set("DE");
		Caller caller = new Callers(() -> Stream.of(country())).current(Set.of(Vary.COUNTRY));
		assertThat(onPool(() -> {
			try (CallerScope scope = caller.assume()) {
				return COUNTRY.get();
			}
		})).isEqualTo("DE");
		assertThat(onPool(COUNTRY::get)).isNull();
	}

	private @Nullable String onPool(Callable<@Nullable String> task) throws Exception {
		return this.pool.submit(task).get(60, TimeUnit.SECONDS);
	}

	private static CallerAttribute country() {
		return new CallerAttribute() {

			@Override
			public String name() {
				return Vary.COUNTRY;
			}

			@Override
			public @Nullable Object value() {
				return COUNTRY.get();
			}

			@Override
			public CallerScope bind(Object value) {
				COUNTRY.set((String) value);
				return COUNTRY::remove;
			}

		};
	}

	private static CallerAttribute tenant() {
		Thread home = Thread.currentThread();
		return new CallerAttribute() {

			@Override
			public String name() {
				return Vary.TENANT;
			}

			@Override
			public @Nullable Object value() {
				return (Thread.currentThread() == home) ? "acme" : "another";
			}

			@Override
			public CallerScope bind(Object value) {
				throw new IllegalStateException("no tenant here");
			}

		};
	}

}
