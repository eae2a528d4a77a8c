package io.regioncache.replication;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import io.regioncache.replication.redis.KnownRegions;
import io.regioncache.replication.redis.Recovery;
import io.regioncache.replication.redis.RegionCoordinator;
import io.regioncache.replication.redis.Testimony;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Decides which entries of former epochs the home region keeps once its server was
 * replaced: those of the epochs for which all other regions vouch, as soon as everything
 * is read that they had written when they were asked. Until then only entries of the
 * present epoch are served.
 */
final class HomeRecovery {

	private static final Log logger = LogFactory.getLog(HomeRecovery.class);

	/**
	 * How long a region is waited for that does not answer; it is asked again.
	 */
	private static final long TESTIMONY_MILLIS = 500;

	private static final long ANSWER_MILLIS = 3000;

	private final String home;

	private final RegionCoordinator coordinator;

	private final ReplicationListener listener;

	private final Map<String, LogEnd> ends = new HashMap<>();

	HomeRecovery(String home, RegionCoordinator coordinator, ReplicationListener listener) {
		this.home = home;
		this.coordinator = coordinator;
		this.listener = listener;
	}

	/**
	 * Ask the other regions, and decide if they can tell.
	 * @param known what the home region knew before they are asked
	 * @param ask asks a region; its answer is {@code null} if it may come from a former
	 * server
	 * @return whether they could be asked, but not all of them could tell yet
	 */
	boolean tend(KnownRegions known, Collection<String> others,
			Function<String, CompletableFuture<@Nullable Testimony>> ask) throws Exception {
		Collection<String> asked = known.recovering() ? others : known.unfamiliar();
		if (known.epoch().isEmpty() || asked.isEmpty()) {
			return false;
		}
		Map<String, Testimony> said = said(asked, ask);
		this.ends.keySet().retainAll(known.unfamiliar());
		for (String source : known.unfamiliar()) {
			if (said.containsKey(source)) {
				LogEnd end = this.ends.merge(source, new LogEnd(known.epoch(), said.get(source)), LogEnd::orNewer);
				await(this.coordinator.level(end.epoch(), source, end.said()), ANSWER_MILLIS);
			}
		}
		return known.recovering() && said.size() == others.size() && !recover(known.epoch(), said);
	}

	private boolean recover(String epoch, Map<String, Testimony> said) throws Exception {
		if (!said.values().stream().allMatch((each) -> each.isAbout(epoch))) {
			return false;
		}
		Recovery recovery = await(this.coordinator.recover(epoch, said), ANSWER_MILLIS);
		if (recovery != null) {
			tell(recovery);
		}
		return recovery != null;
	}

	private static Map<String, Testimony> said(Collection<String> sources,
			Function<String, CompletableFuture<@Nullable Testimony>> ask) throws Exception {
		Map<String, CompletableFuture<@Nullable Testimony>> answers = new LinkedHashMap<>();
		List.copyOf(sources)
			.forEach((source) -> answers.put(source,
					ask.apply(source)
						.exceptionally((ex) -> null)
						.completeOnTimeout(null, TESTIMONY_MILLIS, TimeUnit.MILLISECONDS)));
		Map<String, Testimony> said = new LinkedHashMap<>();
		for (Map.Entry<String, CompletableFuture<@Nullable Testimony>> answer : answers.entrySet()) {
			Testimony testimony = await(answer.getValue(), 2 * TESTIMONY_MILLIS);
			if (testimony != null) {
				said.put(answer.getKey(), testimony);
			}
		}
		return said;
	}

	private void tell(Recovery recovery) {
		this.listener.recovered(recovery.kept() > 0, recovery.took());
		if (recovery.kept() > 0) {
			logger.info(("Region %s: recovered %d ms after its server was replaced; "
					+ "what the server may have lost was sent again, and the entries of region %s are kept")
				.formatted(this.home, recovery.took().toMillis(), this.home));
		}
		else {
			logger.warn(("Region %s: its server was replaced, and its last invalidations may be lost; "
					+ "entries from before that are loaded again")
				.formatted(this.home));
		}
	}

	private static <T extends @Nullable Object> T await(CompletableFuture<T> answer, long millis) throws Exception {
		return answer.get(millis, TimeUnit.MILLISECONDS);
	}

	/**
	 * Where the log of another region ended when it was first asked in an epoch of home.
	 * A source that is written to all the time is never read to the end that it has now.
	 *
	 * @param epoch the epoch of home, known before the source was asked
	 * @param said what the source said then
	 */
	private record LogEnd(String epoch, Testimony said) {

		LogEnd orNewer(LogEnd next) {
			return this.epoch.equals(next.epoch) && this.said.epoch().equals(next.said.epoch()) ? this : next;
		}

	}

}
