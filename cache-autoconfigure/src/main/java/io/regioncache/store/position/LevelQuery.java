package io.regioncache.store.position;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import io.regioncache.store.entry.Lease;
import io.regioncache.store.log.Position;
import io.regioncache.store.log.RegionClock;
import io.regioncache.store.session.RegionUnavailableException;
import io.regioncache.store.session.Session;
import org.jspecify.annotations.Nullable;

/**
 * Asks what has to be known to tell whether a region is level with others: one for the
 * end of its log, another for what it has applied. Each is one command.
 */
public final class LevelQuery {

	private static final List<String> HEADER = List.of("epoch", "clock", "beat");

	private LevelQuery() {
	}

	/**
	 * Ask a region for the last invalidation that it has issued itself.
	 * @return its position; completes exceptionally if the region has lost its metadata
	 */
	public static CompletableFuture<Position> tail(Session session, String region) {
		return tail(session, region, session.progress().epoch(), true);
	}

	private static CompletableFuture<Position> tail(Session session, String region, long epoch, boolean again) {
		long sent = session.now();
		List<String> fields = new ArrayList<>(HEADER);
		fields.add(RegionTail.appliedField(epoch));
		return session.read(fields).thenCompose((values) -> {
			RegionClock progress = progress(values, region);
			session.observe(progress, sent);
			if (progress.epoch() == epoch) {
				return CompletableFuture.completedFuture(new Position(epoch, number(values.get(HEADER.size()))));
			}
			return again ? tail(session, region, progress.epoch(), false) : unavailable(region);
		});
	}

	/**
	 * Ask a region which tails it has applied.
	 * @return the answer; completes exceptionally if the region has lost its metadata
	 */
	public static CompletableFuture<AppliedTails> applied(Session session, String region,
			Collection<RegionTail> tails) {
		Set<String> asked = new LinkedHashSet<>(HEADER);
		tails.forEach((tail) -> asked.addAll(List.of(tail.appliedField(), tail.awaitedField())));
		List<String> fields = List.copyOf(asked);
		long sent = session.now();
		return session.read(fields).thenApply((values) -> {
			RegionClock progress = progress(values, region);
			session.observe(progress, sent);
			return new AppliedTails(new Lease(progress.epoch(), progress.clock()), answer(fields, values));
		});
	}

	private static Map<String, @Nullable String> answer(List<String> fields, List<@Nullable String> values) {
		Map<String, @Nullable String> answer = new HashMap<>();
		for (int i = HEADER.size(); i < fields.size(); i++) {
			answer.put(fields.get(i), values.get(i));
		}
		return answer;
	}

	private static RegionClock progress(List<@Nullable String> values, String region) {
		String epoch = values.get(0);
		if (epoch == null) {
			throw new RegionUnavailableException(region);
		}
		return new RegionClock(HexFormat.fromHexDigitsToLong(epoch), number(values.get(1)), number(values.get(2)));
	}

	private static long number(@Nullable String text) {
		return (text != null) ? Long.parseLong(text) : 0;
	}

	private static <T> CompletableFuture<T> unavailable(String region) {
		return CompletableFuture.failedFuture(new RegionUnavailableException(region));
	}

}
