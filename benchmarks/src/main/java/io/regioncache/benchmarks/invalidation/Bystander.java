package io.regioncache.benchmarks.invalidation;

import java.util.concurrent.atomic.AtomicLong;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;

/**
 * Another client of a server, which notes how long it waits for an answer.
 */
final class Bystander implements AutoCloseable {

	private final RedisClient client;

	private final Thread thread;

	private final AtomicLong longest = new AtomicLong();

	private final AtomicLong asked = new AtomicLong(System.nanoTime());

	private volatile boolean over;

	Bystander(int port) {
		this.client = RedisClient.create(RedisURI.create("127.0.0.1", port));
		RedisCommands<String, String> commands = this.client.connect().sync();
		commands.ping();
		this.thread = new Thread(() -> ask(commands), "bystander");
		this.thread.start();
	}

	private void ask(RedisCommands<String, String> commands) {
		while (!this.over) {
			long start = System.nanoTime();
			this.asked.set(start);
			commands.ping();
			this.longest.accumulateAndGet(System.nanoTime() - start, Math::max);
		}
	}

	/**
	 * Return the longest wait so far, also of a question that has no answer yet.
	 */
	double longestWaitMillis() {
		return Math.max(this.longest.get(), System.nanoTime() - this.asked.get()) / 1e6;
	}

	@Override
	public void close() throws InterruptedException {
		this.over = true;
		this.thread.join();
		this.client.shutdown();
	}

}
