package io.regioncache.store.lookup;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

import io.regioncache.store.entry.Lease;
import io.regioncache.store.history.LinkHistory;
import io.regioncache.store.log.CorruptRecordException;
import io.regioncache.store.log.MarkerChange;
import io.regioncache.store.log.RegionClock;
import io.regioncache.store.session.FollowedState;
import io.regioncache.store.session.MarkerListener;
import io.regioncache.store.session.MarkerSubscription;
import io.regioncache.store.session.Session;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Brings the markers followed what the server pushes over one session, and begins them
 * anew from the metadata where a push is missing.
 */
final class PushedChanges implements MarkerListener {

	private static final Log logger = LogFactory.getLog(PushedChanges.class);

	private final String region;

	private final Session session;

	private final LinkHistory history;

	private final FollowedMarkers markers;

	private final ComparedAt compared;

	private final MarkerSubscription subscription;

	private final AtomicBoolean stopped = new AtomicBoolean();

	/** Of the event loop alone, once it has begun. */
	private final AtomicBoolean reading = new AtomicBoolean();

	private final AtomicLong sent = new AtomicLong();

	PushedChanges(String region, Session session, LinkHistory history, FollowedMarkers markers, ComparedAt compared) {
		this.region = region;
		this.session = session;
		this.history = history;
		this.markers = markers;
		this.compared = compared;
		this.subscription = session.subscription(this);
	}

	/**
	 * Subscribe, and read the metadata behind that.
	 * @return completes when it was read; exceptionally if it cannot be
	 */
	CompletableFuture<Void> begin() {
		this.reading.set(true);
		this.sent.set(this.session.now());
		return this.subscription.begin();
	}

	@Override
	public void read(FollowedState state) {
		this.reading.set(false);
		RegionClock progress = state.progress();
		if (this.stopped.get() || progress.epoch() == 0) {
			return;
		}
		this.session.observed().lineage(state.lineage());
		this.markers.begin(new Lease(progress.epoch(), progress.clock()), state.told(), state.held(), state.lineage());
		this.history.isIn(progress.epoch());
		this.compared.set(this.sent.get());
		this.session.observe(progress, this.sent.get());
	}

	@Override
	public void changed(ByteBuffer message) {
		// What is executed before a reading is part of what it brings
		if (!this.stopped.get() && !this.reading.get() && !takes(message)) {
			readAnew();
		}
	}

	private boolean takes(ByteBuffer message) {
		try {
			MarkerChange change = MarkerChange.decode(message);
			if (this.markers.take(change)) {
				this.session.advanced(new Lease(change.epoch(), change.clock()));
				return true;
			}
		}
		catch (CorruptRecordException ex) {
			logger.debug("Region %s: reading the markers anew: %s".formatted(this.region, ex.getMessage()));
		}
		return false;
	}

	@Override
	public void emptied() {
		if (!this.stopped.get() && !this.reading.get()) {
			readAnew();
		}
	}

	private void readAnew() {
		this.markers.end();
		this.reading.set(true);
		this.sent.set(this.session.now());
		this.subscription.read();
	}

	@Override
	public void ended() {
		this.stopped.set(true);
		this.markers.end();
	}

}
