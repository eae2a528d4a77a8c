package io.regioncache.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

import io.regioncache.replication.ReplicaNode;
import io.regioncache.replication.SourceState;
import io.regioncache.replication.Topology;
import io.regioncache.store.entry.Markers;
import io.regioncache.store.lookup.Lookup;
import io.regioncache.store.write.InvalidationResult;
import io.regioncache.testkit.RedisServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An address that moves to a new server while its region is read and written: the old
 * server lives on, hangs or dies a moment later.
 */
class MovesUnderLoadTests {

	private static final int MOVES = Integer.getInteger("regioncache.moves", 1);

	private static final Duration CHECK = Duration.ofSeconds(2);

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final Topology TOPOLOGY = Topology.mesh(List.of("east", "west"));

	/**
	 * What becomes of the old server half a second after the move.
	 */
	enum Fate {

		LIVES, HANGS, DIES

	}

	private final AtomicLong origin = new AtomicLong(1);

	private final AtomicLong invalidated = new AtomicLong();

	@Test
	void nothingOldIsReadOnceTheMoveCanBeKnown() throws InterruptedException {
		Map<Fate, List<String>> measured = new EnumMap<>(Fate.class);
		for (int move = 0; move < MOVES; move++) {
			Fate fate = Fate.values()[move % Fate.values().length];
			this.origin.set(1);
			this.invalidated.set(0);
			try (Move moved = new Move()) {
				moved.run(fate);
				measured.computeIfAbsent(fate, (unknown) -> new ArrayList<>()).add(moved.toString());
			}
		}
		System.out.printf("%d moves, checked every %d ms; old at home / old elsewhere / level while behind, ms: %s%n",
				MOVES, CHECK.toMillis(), measured);
	}

	/**
	 * One move, and how long after it something old was last seen, in milliseconds.
	 */
	private final class Move implements AutoCloseable {

		private final RedisServer blue = RedisServer.start();

		private final RedisServer green = RedisServer.start();

		private final RedisServer west = RedisServer.start();

		private final Crossing address = new Crossing(this.blue);

		private final ReplicaNode node = node("east");

		private final ReplicaNode remote = node("west");

		private final AtomicLong old = new AtomicLong();

		private final AtomicLong oldElsewhere = new AtomicLong();

		private final AtomicLong level = new AtomicLong();

		private final AtomicBoolean over = new AtomicBoolean();

		private volatile long movedAt;

		private ReplicaNode node(String region) {
			return new ReplicaNode(region, TOPOLOGY,
					(name) -> name.equals("east") ? this.address.url() : "redis://127.0.0.1:" + this.west.port(), false,
					CHECK);
		}

		void run(Fate fate) throws InterruptedException {
			this.node.awaitLevel("west");
			this.remote.awaitLevel("east");
			awaitHit(this.node);
			awaitHit(this.remote);
			Thread reader = new Thread(() -> read(this.node, this.old));
			Thread elsewhere = new Thread(() -> read(this.remote, this.oldElsewhere));
			this.movedAt = System.nanoTime();
			this.address.leadTo(this.green);
			reader.start();
			elsewhere.start();
			try (ReplicaNode fresh = node("east")) {
				Awaitility.await().atMost(PATIENCE).until(() -> fresh.lookup("books").markers() != null);
				write(fresh);
				switch (fate) {
					case LIVES -> {
					}
					case HANGS -> this.blue.pause();
					case DIES -> this.blue.kill();
				}
				// Until all have moved, and for as long again
				Awaitility.await().pollInterval(Duration.ofMillis(50)).atMost(PATIENCE).until(() -> {
					write(fresh);
					return isBesides(fresh) && hasHeard();
				});
				long moved = System.nanoTime();
				assertThat(millisSince(this.movedAt)).isLessThan(PATIENCE.toMillis());
				while (System.nanoTime() - moved < CHECK.toNanos()) {
					write(fresh);
				}
				this.over.set(true);
				reader.join(PATIENCE.toMillis());
				elsewhere.join(PATIENCE.toMillis());
				long settled = TimeUnit.NANOSECONDS.toMillis(moved - this.movedAt);
				assertThat(this.old.get()).as("old at home, ms after the move").isLessThanOrEqualTo(settled);
			}
			finally {
				this.over.set(true);
			}
		}

		private void write(ReplicaNode fresh) {
			long version = MovesUnderLoadTests.this.origin.incrementAndGet();
			if (fresh.invalidate("books").join() == InvalidationResult.APPLIED) {
				MovesUnderLoadTests.this.invalidated.accumulateAndGet(version, Math::max);
			}
		}

		/**
		 * Whether the process that was there before the move is answered by the new
		 * server.
		 */
		private boolean isBesides(ReplicaNode fresh) {
			Markers there = fresh.lookup("books").markers();
			Markers here = this.node.lookup("books").markers();
			return there != null && here != null && there.lease().epoch() == here.lease().epoch();
		}

		/**
		 * Whether the other region reads the log of the new server: nothing else
		 * invalidates what it holds.
		 */
		private boolean hasHeard() {
			String value = this.remote.read("books");
			return value == null || Long.parseLong(value) > 1;
		}

		private void awaitHit(ReplicaNode node) {
			Awaitility.await().atMost(PATIENCE).until(() -> {
				Lookup lookup = node.lookup("books");
				if (lookup.markers() != null) {
					node.store("books", "1", lookup);
				}
				return "1".equals(node.read("books"));
			});
		}

		/**
		 * Read as a cache does, for as long as the move takes.
		 */
		private void read(ReplicaNode node, AtomicLong lastOld) {
			boolean home = node == this.node;
			while (!this.over.get()) {
				long before = MovesUnderLoadTests.this.invalidated.get();
				boolean claimsLevel = !home && isLevel();
				Lookup lookup = node.lookup("books");
				String value = node.read("books");
				if (value == null && lookup.markers() != null) {
					node.store("books", String.valueOf(MovesUnderLoadTests.this.origin.get()), lookup);
				}
				// Elsewhere, what is on its way is no news: old is what the move has
				// hidden
				long least = home ? before : (before > 0) ? 2 : 0;
				if (value != null && Long.parseLong(value) < least) {
					lastOld.set(millisSince(this.movedAt));
					if (claimsLevel && isLevel()) {
						this.level.set(millisSince(this.movedAt));
					}
				}
			}
		}

		private boolean isLevel() {
			SourceState state = this.remote.replicator().sources().get("east");
			return state != null && state.lag().isZero();
		}

		private long millisSince(long nanos) {
			return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
		}

		@Override
		public String toString() {
			return this.old + " / " + this.oldElsewhere + " / " + this.level;
		}

		@Override
		public void close() {
			if (!this.blue.running()) {
				this.blue.close();
			}
			else {
				this.blue.resume();
			}
			this.node.close();
			this.remote.close();
			this.address.close();
			this.west.close();
			this.green.close();
			this.blue.close();
		}

	}

}
