package io.regioncache.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.regioncache.store.session.FollowedState;
import io.regioncache.store.session.MarkerListener;
import io.regioncache.store.session.Session;
import io.regioncache.store.entry.MarkerValue;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.log.MarkerChange;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What can be known of the metadata by the changes that are pushed alone.
 */
final class FollowedHash implements MarkerListener {

	private final Session session;

	private final Map<String, MarkerValue> markers = new HashMap<>();

	private long epoch;

	private long number;

	private long clock;

	private FollowedHash(Session session) {
		this.session = session;
	}

	static FollowedHash begin(Session session) {
		FollowedHash hash = new FollowedHash(session);
		session.subscription(hash).begin().orTimeout(30, TimeUnit.SECONDS).join();
		return hash;
	}

	@Override
	public synchronized void read(FollowedState state) {
		this.epoch = state.progress().epoch();
		this.clock = state.progress().clock();
		this.number = state.told();
	}

	@Override
	public synchronized void changed(ByteBuffer message) {
		MarkerChange change = MarkerChange.decode(message);
		if (change.epoch() != this.epoch) {
			this.epoch = change.epoch();
			this.number = change.number() - 1;
			this.markers.clear();
		}
		assertThat(change.complete()).isTrue();
		assertThat(change.number()).isEqualTo(++this.number);
		this.clock = change.clock();
		this.markers.putAll(change.markers());
	}

	@Override
	public void emptied() {
	}

	@Override
	public void ended() {
	}

	/**
	 * Assert that every marker was told of as it stands in the metadata, but for those
	 * that were dropped.
	 */
	void assertIs(Map<String, String> hash) {
		// What was pushed before this is answered has been received by then
		this.session.metadata().ping().toCompletableFuture().join();
		synchronized (this) {
			if (!hash.containsKey("epoch") || !this.session.isOpen()) {
				return;
			}
			assertThat(this.clock).isEqualTo(Long.parseLong(hash.getOrDefault("clock", "0")));
			long floor = Long.parseLong(hash.getOrDefault("floor", "0"));
			hash.forEach((field, text) -> {
				if (Scope.isField(field) && this.markers.containsKey(field)) {
					MarkerValue marker = MarkerValue.parse(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
					assertThat(this.markers.get(field)).as(field).isEqualTo(marker);
				}
			});
			this.markers.forEach((field, marker) -> {
				if (!hash.containsKey(field)) {
					assertThat(marker.latest()).as(field).isLessThanOrEqualTo(floor);
				}
			});
		}
	}

}
