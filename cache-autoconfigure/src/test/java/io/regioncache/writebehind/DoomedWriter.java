package io.regioncache.writebehind;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import io.regioncache.cache.entry.CacheRequest;
import org.jspecify.annotations.Nullable;

/**
 * A process that puts and writes carts, tells each put that has returned, and is killed
 * at some point.
 */
final class DoomedWriter {

	static final List<String> POINTS = List.of("half of the rows", "after the commit", "write", "first row",
			"before the commit", "the second write", "before a put", "after a put", "in the middle of puts", "refused",
			"parked", "draining");

	static final WriteBehindSettings SETTINGS = new WriteBehindSettings(1000, WhenFull.BLOCK, Duration.ofSeconds(5),
			WhenRedisIsDown.REJECT, 2, Duration.ofMillis(300), Durability.NONE, Duration.ofSeconds(30));

	private static final int KEYS = 7;

	private final String point;

	private final AtomicInteger writes = new AtomicInteger();

	private volatile boolean draining;

	private DoomedWriter(String point) {
		this.point = point;
	}

	/**
	 * @param arguments the addresses of Redis and of the database, the point, the first
	 * number to put
	 */
	static void main(String[] arguments) {
		DoomedWriter doomed = new DoomedWriter(arguments[2]);
		BehindNode node = BehindNode.at(arguments[0], doomed.carts(arguments[1]), SETTINGS);
		doomed.run(node, Integer.parseInt(arguments[3]));
		doomed.draining = true;
		node.drain();
		reach("draining", "draining");
	}

	private SqlCarts carts(String url) {
		return new SqlCarts(url, (reached) -> {
			if (reached.equals("write") && this.writes.incrementAndGet() > 1) {
				reach("the second write", this.point);
			}
			if (this.draining && reached.equals("write")) {
				reach("draining", this.point);
			}
			reach(reached, this.point);
		}) {

			@Override
			public boolean isOutage(Exception failure) {
				reach("refused", DoomedWriter.this.point);
				return super.isOutage(failure);
			}

		};
	}

	private void run(BehindNode node, int first) {
		boolean refusals = this.point.equals("refused") || this.point.equals("parked");
		node.behind().pace(BehindNode.PACE);
		if (!this.point.equals("draining")) {
			node.writing();
		}
		for (int i = first; i < first + 40; i++) {
			reach((i == first + 20) ? "in the middle of puts" : "before a put", (i > first + 5) ? this.point : "");
			put(node, "k" + i % KEYS, i);
			System.out.println("acknowledged k" + i % KEYS + " " + i);
			reach("after a put", (i > first + 10) ? this.point : "");
			if (refusals) {
				put(node, "poison", null);
			}
			LockSupport.parkNanos(1_000_000);
		}
		while (this.point.equals("parked") && node.behind().statistics().parkedNow() == 0) {
			LockSupport.parkNanos(1_000_000);
		}
		reach("parked", this.point);
	}

	private static void put(BehindNode node, String key, @Nullable Integer value) {
		node.carts().operations().beginPutNow(BehindNode.PACE).complete(CacheRequest.of(key, Integer.class), value);
	}

	/**
	 * Die where it is meant to.
	 */
	private static void reach(String reached, String point) {
		if (reached.equals(point)) {
			try {
				new ProcessBuilder("kill", "-9", Long.toString(ProcessHandle.current().pid())).start();
			}
			catch (IOException ex) {
				throw new IllegalStateException(ex);
			}
			while (true) {
				LockSupport.park();
			}
		}
	}

}
