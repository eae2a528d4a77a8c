package io.regioncache.rollout;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import io.regioncache.test.SimulatedLink;
import io.regioncache.testkit.RedisServer;

/**
 * A region in which one process runs a version of an application, and reports it. Two
 * pipelines reach it, each over a link of its own.
 */
final class RaceRegion implements AutoCloseable {

	private final RedisServer server = RedisServer.start();

	private final List<SimulatedLink> links = List.of(this.server.link(), this.server.link());

	/**
	 * When each version was first started here.
	 */
	private final Map<String, Long> begun = new ConcurrentHashMap<>();

	private String version;

	private RaceProcess process;

	RaceRegion(String version) {
		this.version = version;
		this.begun.put(version, System.nanoTime());
		this.process = RaceProcess.start(this.server.url(), version);
	}

	RedisServer server() {
		return this.server;
	}

	SimulatedLink link(int pipeline) {
		return this.links.get(pipeline);
	}

	/**
	 * Replaces the process by one of another version, unless that has been here before.
	 * The process that is killed counts as one that has been gone for as long as regions
	 * wait for it.
	 */
	synchronized void deploy(String next) {
		if (this.begun.putIfAbsent(next, System.nanoTime()) != null) {
			return;
		}
		RaceProcess before = this.process;
		this.process = RaceProcess.start(this.server.url(), next);
		before.kill();
		// The server reads what it was sent before it answers, and executes it before
		// what follows
		this.server.admin().call("PING");
		this.server.admin().call("HDEL", "{app}:m", "d:" + this.version);
		this.version = next;
	}

	/**
	 * Kills the process, and starts it again.
	 */
	synchronized void kill() {
		this.process.kill();
		this.process = RaceProcess.start(this.server.url(), this.version);
	}

	/**
	 * Freezes the server. Nothing is deployed meanwhile: what a process has sent before
	 * it was killed would be executed later.
	 */
	synchronized void freeze(Runnable meanwhile) {
		this.server.pause();
		meanwhile.run();
		this.server.resume();
	}

	/**
	 * How long ago a version was first started here, in milliseconds; -1 if it was not.
	 */
	long millis(String version) {
		Long since = this.begun.get(version);
		return (since != null) ? TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - since) : -1;
	}

	@Override
	public synchronized void close() {
		this.process.kill();
		this.links.forEach(SimulatedLink::close);
		this.server.close();
	}

}
