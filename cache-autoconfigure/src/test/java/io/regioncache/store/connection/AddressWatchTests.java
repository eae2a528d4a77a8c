package io.regioncache.store.connection;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import io.regioncache.region.WorkerFailures;
import io.regioncache.store.entry.MetadataKeys;
import io.regioncache.store.session.RedisConnector;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests when an {@link AddressWatch} looks an address up.
 */
class AddressWatchTests {

	private final AtomicLong now = new AtomicLong();

	private final AddressWatch watch = new AddressWatch("watch", new RedisConnector(() -> {
		throw new IllegalStateException("Nothing is connected to");
	}, MetadataKeys.of("app")),
			new ConnectionSettings(Duration.ofSeconds(1), Duration.ZERO, Duration.ofSeconds(1), this.now::get),
			() -> null, (session) -> {
			}, new WorkerFailures("here"));

	@RepeatedTest(10)
	void aLookupIsNotPutOffToTheTurnAfterItIsDue() {
		this.watch.next();
		pass(Duration.ofMillis(700));
		assertThat(this.watch.pause()).as("ms, of 1.25 s at most").isBetween(1L, 551L);
	}

	@Test
	void aLookupThatIsOverdueTakesTheNextTurn() {
		this.watch.next();
		pass(Duration.ofSeconds(2));
		assertThat(this.watch.pause()).isOne();
	}

	private void pass(Duration time) {
		this.now.addAndGet(time.toNanos());
	}

}
