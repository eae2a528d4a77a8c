package io.regioncache.testkit;

/**
 * What a {@link TcpProxy} does with the bytes that pass through it. Guarded by itself.
 */
final class LinkState {

	private boolean holdRequests;

	private boolean holdReplies;

	private int delayMillis;

	private int repliesLeft;

	LinkState() {
		reset();
	}

	synchronized void reset() {
		this.repliesLeft = Integer.MAX_VALUE;
		this.delayMillis = 0;
		hold(false, false);
	}

	synchronized void hold(boolean requests, boolean replies) {
		this.holdRequests = requests;
		this.holdReplies = replies;
		notifyAll();
	}

	synchronized void delay(int millis) {
		this.delayMillis = millis;
	}

	synchronized void limitReplies(int bytes) {
		this.repliesLeft = bytes;
	}

	/**
	 * Waits until bytes may be delivered.
	 * @param reply whether they come from the server
	 * @param length how many there are
	 * @return how many of them to deliver before the connection is closed; all of them to
	 * keep it
	 */
	synchronized int admit(boolean reply, int length) throws InterruptedException {
		long end = System.nanoTime() + this.delayMillis * 1_000_000L;
		for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
			wait(left / 1_000_000, (int) (left % 1_000_000));
		}
		while (reply ? this.holdReplies : this.holdRequests) {
			wait();
		}
		if (!reply || this.repliesLeft == Integer.MAX_VALUE) {
			return length;
		}
		int admitted = Math.min(length, this.repliesLeft);
		this.repliesLeft -= admitted;
		return admitted;
	}

}
