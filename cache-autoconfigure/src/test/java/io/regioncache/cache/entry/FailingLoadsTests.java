package io.regioncache.cache.entry;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.regioncache.store.entry.EntryKey;
import io.regioncache.store.entry.Scope;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FailingLoads}.
 */
class FailingLoadsTests {

	private static final EntryKey KEY = new EntryKey("texts:k", new byte[0], "lock", new Scope[0]);

	private static final List<String> TEXTS = List.of(KEY.text());

	private final AtomicLong nanos = new AtomicLong();

	private final FailingLoads loads = new FailingLoads(this.nanos::get);

	@Test
	void knowsWhatHasFailedUntilItSucceeds() {
		assertThat(this.loads.contains(KEY)).isFalse();
		this.loads.failed(TEXTS);
		assertThat(this.loads.contains(KEY)).isTrue();
		this.loads.ended(TEXTS);
		assertThat(this.loads.contains(KEY)).isFalse();
	}

	@Test
	void asksAgainOnceInEachInterval() {
		this.loads.failed(TEXTS);
		assertThat(this.loads.isDue(KEY)).isFalse();
		pass(FailingLoads.RETRY.toNanos());
		assertThat(this.loads.isDue(KEY)).isTrue();
		assertThat(this.loads.isDue(KEY)).isFalse();
		pass(FailingLoads.RETRY.toNanos());
		assertThat(this.loads.isDue(KEY)).isTrue();
	}

	@Test
	void forgetsWhatNobodyReads() {
		this.loads.failed(TEXTS);
		pass(TimeUnit.SECONDS.toNanos(59));
		assertThat(this.loads.contains(KEY)).isTrue();
		pass(TimeUnit.SECONDS.toNanos(61));
		assertThat(this.loads.contains(KEY)).isFalse();
	}

	private void pass(long nanos) {
		this.nanos.addAndGet(nanos);
	}

}
