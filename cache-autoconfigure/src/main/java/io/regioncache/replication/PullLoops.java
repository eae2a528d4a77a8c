package io.regioncache.replication;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import io.regioncache.region.MonotonicClock;
import io.regioncache.region.RegionThreads;
import io.regioncache.replication.redis.Testimony;
import org.jspecify.annotations.Nullable;

/**
 * The sources this node pulls from. One that is no longer wanted is kept for a while, so
 * that a source which comes and goes does not cost a state transfer each time.
 */
final class PullLoops {

	private static final Duration LINGER = Duration.ofSeconds(5);

	private final Function<String, PullLoop> opener;

	private final MonotonicClock clock;

	private final Map<String, PullLoop> loops = new TreeMap<>();

	private final Map<String, Long> unwantedSince = new HashMap<>();

	private volatile Map<String, PullLoop> seen = Map.of();

	PullLoops(Function<String, PullLoop> opener, MonotonicClock clock) {
		this.clock = clock;
		this.opener = opener;
	}

	void follow(Set<String> sources) {
		for (String source : sources) {
			this.unwantedSince.remove(source);
			this.loops.computeIfAbsent(source, this::begin);
		}
		Set.copyOf(this.loops.keySet()).stream().filter((source) -> !sources.contains(source)).forEach(this::linger);
		this.seen = Map.copyOf(this.loops);
	}

	private void linger(String source) {
		long since = this.unwantedSince.computeIfAbsent(source, (name) -> this.clock.nanos());
		if (this.clock.nanos() - since > LINGER.toNanos()) {
			stop(source);
		}
	}

	/**
	 * Stop reading from whoever is no region any more.
	 * @return completes when nothing is read there
	 */
	CompletableFuture<Void> retain(Collection<String> regions) {
		CompletableFuture<Void> stopped = stopAll(
				this.loops.keySet().stream().filter((source) -> !regions.contains(source)).toList());
		this.seen = Map.copyOf(this.loops);
		return stopped;
	}

	private PullLoop begin(String source) {
		PullLoop loop = this.opener.apply(source);
		loop.start();
		return loop;
	}

	/**
	 * Stop reading from a source, on another thread: its connection may be opened at this
	 * very moment.
	 */
	private CompletableFuture<Void> stop(String source) {
		this.unwantedSince.remove(source);
		PullLoop loop = this.loops.remove(source);
		return (loop != null) ? RegionThreads.run("region-cache-closing-" + source, loop::close)
				: CompletableFuture.completedFuture(null);
	}

	private CompletableFuture<Void> stopAll(Collection<String> sources) {
		return CompletableFuture.allOf(sources.stream().map(this::stop).toArray(CompletableFuture[]::new));
	}

	CompletableFuture<Void> stopAll() {
		this.seen = Map.of();
		return stopAll(List.copyOf(this.loops.keySet()));
	}

	/**
	 * Whether a source has answered lately, or has not been asked for long.
	 */
	boolean mayBeAlive(String source) {
		PullLoop loop = this.loops.get(source);
		return loop == null || loop.progress().mayBeAlive();
	}

	/**
	 * Ask a source for the end of its log, and what it says of the home region.
	 * @return what it says; {@code null} if it is not read, or its server may be a former
	 * one
	 */
	CompletableFuture<@Nullable Testimony> testimony(String source) {
		PullLoop loop = this.loops.get(source);
		return (loop != null) ? loop.testimony() : CompletableFuture.completedFuture(null);
	}

	Map<String, SourceState> states() {
		Map<String, SourceState> states = new TreeMap<>();
		this.seen.forEach((source, loop) -> states.put(source, loop.progress().state()));
		return states;
	}

}
