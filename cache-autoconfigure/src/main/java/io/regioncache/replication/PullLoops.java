package io.regioncache.replication;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The sources this node pulls from. One that is no longer wanted is kept for a while, so
 * that a source which comes and goes does not cost a state transfer each time.
 */
final class PullLoops {

	/**
	 * After how long without an answer a source counts as dead.
	 */
	static final Duration DEAD = Duration.ofMillis(2500);

	private static final Duration LINGER = Duration.ofSeconds(5);

	private final Function<String, PullLoop> opener;

	private final Map<String, PullLoop> loops = new TreeMap<>();

	private final Map<String, Long> unwantedSince = new HashMap<>();

	private volatile Map<String, PullLoop> seen = Map.of();

	PullLoops(Function<String, PullLoop> opener) {
		this.opener = opener;
	}

	void follow(Set<String> sources) {
		for (String source : sources) {
			this.unwantedSince.remove(source);
			this.loops.computeIfAbsent(source, this::begin);
		}
		for (String source : Set.copyOf(this.loops.keySet())) {
			if (!sources.contains(source)) {
				long since = this.unwantedSince.computeIfAbsent(source, (name) -> System.nanoTime());
				if (System.nanoTime() - since > LINGER.toNanos()) {
					stop(source);
				}
			}
		}
		this.seen = Map.copyOf(this.loops);
	}

	/**
	 * Stop reading from whoever is no region any more.
	 */
	void retain(Collection<String> regions) {
		Set.copyOf(this.loops.keySet()).stream().filter((source) -> !regions.contains(source)).forEach(this::stop);
		this.seen = Map.copyOf(this.loops);
	}

	private PullLoop begin(String source) {
		PullLoop loop = this.opener.apply(source);
		loop.start();
		return loop;
	}

	private void stop(String source) {
		this.unwantedSince.remove(source);
		PullLoop loop = this.loops.remove(source);
		if (loop != null) {
			loop.close();
		}
	}

	void stopAll() {
		Set.copyOf(this.loops.keySet()).forEach(this::stop);
		this.seen = Map.of();
	}

	/**
	 * Whether a source has answered lately, or has not been asked for long.
	 */
	boolean mayBeAlive(String source) {
		PullLoop loop = this.loops.get(source);
		return loop == null || loop.silentFor() < DEAD.toNanos();
	}

	Map<String, SourceState> states() {
		Map<String, SourceState> states = new TreeMap<>();
		this.seen.forEach((source, loop) -> states.put(source, loop.state()));
		return states;
	}

}
