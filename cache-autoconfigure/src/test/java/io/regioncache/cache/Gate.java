package io.regioncache.cache;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A point at which a load stops until the test lets it pass.
 */
public final class Gate {

	private final CountDownLatch reached = new CountDownLatch(1);

	private final CountDownLatch open = new CountDownLatch(1);

	public void pass() throws InterruptedException {
		this.reached.countDown();
		if (!this.open.await(60, TimeUnit.SECONDS)) {
			throw new IllegalStateException("The gate was never opened");
		}
	}

	public Gate awaitReached() throws InterruptedException {
		if (!this.reached.await(60, TimeUnit.SECONDS)) {
			throw new IllegalStateException("The gate was never reached");
		}
		return this;
	}

	public void open() {
		this.open.countDown();
	}

}
