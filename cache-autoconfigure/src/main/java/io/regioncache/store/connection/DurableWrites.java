package io.regioncache.store.connection;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.regioncache.region.RegionThreads;
import io.regioncache.store.session.Failures;
import io.regioncache.store.session.FreshConnection;
import io.regioncache.store.session.Session;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Confirms that what a region has executed would survive its server: it is on the
 * server's disk, or on a replica.
 * <p>
 * The server blocks whoever waits for that, so this has a connection and a thread of its
 * own. Those who ask while one answer is awaited share the next.
 */
public final class DurableWrites implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(DurableWrites.class);

	private final RedisLink link;

	private final byte[] key;

	private final boolean onDisk;

	private final ThreadPoolExecutor worker;

	private @Nullable CompletableFuture<Long> next;

	private @Nullable Session session;

	private @Nullable FreshConnection connection;

	private boolean failing;

	/**
	 * Create what confirms.
	 * @param key a key on the slot of the metadata that may be written for it
	 * @param onDisk whether the server's own disk counts, else one replica
	 */
	public DurableWrites(RedisLink link, byte[] key, boolean onDisk) {
		this.link = link;
		this.key = key;
		this.onDisk = onDisk;
		this.worker = new ThreadPoolExecutor(0, 1, 1, TimeUnit.MINUTES, new LinkedBlockingQueue<>(),
				(task) -> RegionThreads.create("region-cache-" + link.region() + "-durability", task),
				new ThreadPoolExecutor.DiscardPolicy());
	}

	/**
	 * Confirm all that the region has answered so far.
	 * @return the epoch in which that is durable, 0 if it is not known to be
	 */
	public synchronized CompletableFuture<Long> confirmed() {
		CompletableFuture<Long> waiting = this.next;
		if (waiting == null) {
			waiting = new CompletableFuture<>();
			this.next = waiting;
			this.worker.execute(this::confirm);
		}
		return waiting;
	}

	private synchronized @Nullable CompletableFuture<Long> begin() {
		CompletableFuture<Long> waiting = this.next;
		this.next = null;
		return waiting;
	}

	private void confirm() {
		CompletableFuture<Long> waiting = begin();
		long epoch = 0;
		try {
			epoch = ask();
			noted(epoch != 0, "its server has no copy in time");
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (ExecutionException | TimeoutException | RuntimeException ex) {
			disconnect();
			noted(false, Failures.describe(ex));
		}
		finally {
			if (waiting != null) {
				waiting.complete(epoch);
			}
		}
	}

	private long ask() throws InterruptedException, ExecutionException, TimeoutException {
		Session current = this.link.sessionForInvalidation();
		if (current == null) {
			return 0;
		}
		FreshConnection connection = connected(current);
		long epoch = current.progress().epoch();
		boolean durable = connection != null
				&& connection.isDurable(this.key, this.onDisk, this.link.settings().timeout());
		return (durable && current.isTrusted() && current.progress().epoch() == epoch) ? epoch : 0;
	}

	private @Nullable FreshConnection connected(Session current)
			throws InterruptedException, ExecutionException, TimeoutException {
		if (this.session != current) {
			disconnect();
			FreshConnection opened = this.link.connectAnew();
			this.connection = opened;
			if (!opened.leadsToServerOf(current, this.link.settings().timeout())) {
				disconnect();
				return null;
			}
			this.session = current;
		}
		return this.connection;
	}

	private void disconnect() {
		FreshConnection former = this.connection;
		this.connection = null;
		this.session = null;
		if (former != null) {
			former.close();
		}
	}

	private void noted(boolean confirmed, String why) {
		if (!confirmed && !this.failing) {
			logger
				.warn(("Writes of region %s are not confirmed to be %s (%s). Until they are, changes that are written "
						+ "behind are treated as when Redis is down")
					.formatted(this.link.region(), this.onDisk ? "on disk" : "on a replica", why));
		}
		else if (confirmed && this.failing) {
			logger.info("Writes of region %s are confirmed again".formatted(this.link.region()));
		}
		this.failing = !confirmed;
	}

	@Override
	public void close() {
		this.worker.execute(this::disconnect);
		this.worker.shutdown();
	}

}
