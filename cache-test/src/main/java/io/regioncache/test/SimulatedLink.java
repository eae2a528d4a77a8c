package io.regioncache.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

import org.springframework.util.Assert;

/**
 * A link to a server that behaves as one across the world, and that breaks on demand.
 * Clients connect to {@link #url()} instead of the server. For tests and demonstrations.
 * <p>
 * Distance ({@link #latency(Duration) latency}, {@link #jitter jitter} and
 * {@link #bandwidth bandwidth}) stays until it is changed. Faults end with
 * {@link #heal()}. Each change holds, once its method has returned, for everything sent
 * later; what is on its way keeps its time of arrival. Bytes never overtake each other.
 * <p>
 * What it cannot simulate: connecting costs the client no round trip, and whatever the
 * link withholds is acknowledged to its sender, so TCP itself notices nothing. Safe for
 * use by several threads.
 *
 * @since 0.1
 */
public final class SimulatedLink implements AutoCloseable {

	static final String HOST = "127.0.0.1";

	// Below the range from which systems take the ports of outgoing connections: a client
	// that keeps trying to reach a refusing link there may end up connected to itself
	private static final int LOWEST_PORT = 10_000;

	private static final int HIGHEST_PORT = 32_000;

	private static final int ATTEMPTS = 1000;

	private final int port;

	private final LinkThread thread;

	private boolean closed;

	private SimulatedLink(int port, LinkThread thread) {
		this.port = port;
		this.thread = thread;
	}

	/**
	 * Open a link to a server, which need not run yet.
	 * @param host the server's host
	 * @param port the server's port
	 * @return the link, without distance and faults
	 * @throws UncheckedIOException if there is no free port
	 */
	public static SimulatedLink to(String host, int port) {
		InetSocketAddress target = new InetSocketAddress(host, port);
		Assert.isTrue(!target.isUnresolved(), () -> "The host '" + host + "' is not known");
		for (int attempt = 1;; attempt++) {
			int own = ThreadLocalRandom.current().nextInt(LOWEST_PORT, HIGHEST_PORT);
			try {
				return new SimulatedLink(own, new LinkThread(own, target));
			}
			catch (IOException ex) {
				if (attempt == ATTEMPTS) {
					throw new UncheckedIOException("A link to " + host + ":" + port + " could not be opened", ex);
				}
			}
		}
	}

	/**
	 * Return the host at which clients reach the server through this link.
	 * @return the host
	 */
	public String host() {
		return HOST;
	}

	/**
	 * Return the port at which clients reach the server through this link. It never
	 * changes.
	 * @return the port
	 */
	public int port() {
		return this.port;
	}

	/**
	 * Return the URL of the server through this link, for a server without TLS and
	 * password.
	 * @return the URL
	 */
	public String url() {
		return "redis://" + host() + ":" + this.port;
	}

	/**
	 * Let everything take time, in both directions.
	 * @param oneWay how long each way, so that an answer takes twice as long
	 */
	public void latency(Duration oneWay) {
		latency(Direction.TO_SERVER, oneWay);
		latency(Direction.TO_CLIENT, oneWay);
	}

	/**
	 * Let everything that goes one way take time.
	 * @param direction which way
	 * @param latency how long
	 */
	public void latency(Direction direction, Duration latency) {
		requireTime(latency);
		change(direction, (lane) -> lane.latency(latency));
	}

	/**
	 * Let some of it take longer than the rest, in both directions.
	 * @param jitter how much longer at most; how much is random
	 */
	public void jitter(Duration jitter) {
		requireTime(jitter);
		changeBoth((lane) -> lane.jitter(jitter));
	}

	/**
	 * Limit how much passes, in each direction and for all connections together.
	 * @param bytesPerSecond how much, or {@link Long#MAX_VALUE} for no limit
	 */
	public void bandwidth(long bytesPerSecond) {
		Assert.isTrue(bytesPerSecond > 0,
				() -> "The bandwidth of a link must be positive, but is " + bytesPerSecond + " bytes per second");
		changeBoth((lane) -> lane.bandwidth(bytesPerSecond));
	}

	/**
	 * Withhold everything that goes one way, until the link heals: then it is delivered,
	 * as TCP does after a partition. Withholding what goes to the client means that
	 * commands are run and nobody learns of it.
	 * @param direction which way
	 */
	public void withhold(Direction direction) {
		change(direction, LinkLane::withhold);
	}

	/**
	 * Withhold everything, until the link heals: connections are accepted, and nothing is
	 * ever answered.
	 */
	public void blackHole() {
		changeBoth(LinkLane::withhold);
	}

	/**
	 * Close every connection and refuse new ones, until the link heals.
	 */
	public void refuse() {
		run(() -> {
			this.thread.refuse();
			this.thread.endAll(LinkConnection::close);
		});
	}

	/**
	 * Reset every connection (RST) and lose what is on its way. New ones are accepted.
	 */
	public void reset() {
		run(() -> this.thread.endAll(LinkConnection::reset));
	}

	/**
	 * Deliver so many more bytes, then close each connection on which there would be
	 * more, until the link heals: a message ends in the middle.
	 * @param direction which way
	 * @param bytes how many, of all connections together
	 */
	public void closeAfter(Direction direction, long bytes) {
		Assert.isTrue(bytes >= 0, () -> "Cannot deliver " + bytes + " bytes");
		change(direction, (lane) -> lane.closeAfter(bytes));
	}

	/**
	 * End all faults. What was withheld is delivered; the distance stays.
	 * @throws UncheckedIOException if the link refused connections and somebody has taken
	 * its port meanwhile
	 */
	public void heal() {
		run(() -> {
			this.thread.toServer().heal();
			this.thread.toClient().heal();
			try {
				this.thread.listen();
			}
			catch (IOException ex) {
				throw new UncheckedIOException("The port " + this.port + " of a healed link is taken", ex);
			}
		});
	}

	/**
	 * Return how many clients are connected.
	 * @return how many
	 */
	public synchronized int connectionCount() {
		return this.closed ? 0 : this.thread.call(this.thread::connectionCount);
	}

	/**
	 * Close every connection, and this link for good.
	 */
	@Override
	public synchronized void close() {
		if (!this.closed) {
			refuse();
			run(this.thread::end);
			this.closed = true;
		}
	}

	private void changeBoth(Consumer<LinkLane> change) {
		run(() -> {
			change.accept(this.thread.toServer());
			change.accept(this.thread.toClient());
		});
	}

	private void change(Direction direction, Consumer<LinkLane> change) {
		run(() -> change.accept((direction == Direction.TO_SERVER) ? this.thread.toServer() : this.thread.toClient()));
	}

	private synchronized void run(Runnable task) {
		Assert.state(!this.closed, "This link is closed");
		this.thread.call(() -> {
			task.run();
			return true;
		});
	}

	private static void requireTime(Duration duration) {
		Assert.isTrue(!duration.isNegative(),
				() -> "Nothing arrives before it is sent, but " + duration + " was given");
	}

	/**
	 * Which way something goes.
	 */
	public enum Direction {

		/**
		 * From a client to the server: requests.
		 */
		TO_SERVER,

		/**
		 * From the server to a client: replies.
		 */
		TO_CLIENT

	}

}
