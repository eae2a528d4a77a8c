package io.regioncache.store.position;

import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import io.regioncache.store.session.Session;
import io.regioncache.store.log.VersionVector;
import org.jspecify.annotations.Nullable;

/**
 * Asks a region for the last sequence that it has applied of each epoch.
 */
public final class VersionVectorQuery {

	private VersionVectorQuery() {
	}

	/**
	 * Ask for all epochs that the region knows.
	 */
	public static CompletableFuture<VersionVector> ask(Session session) {
		return session.read(List.of("epochs")).thenCompose((fields) -> ask(session, epochs(fields.get(0))));
	}

	private static List<Long> epochs(@Nullable String listed) {
		return (listed == null || listed.isBlank()) ? List.of()
				: Stream.of(listed.trim().split(" +")).map(HexFormat::fromHexDigitsToLong).toList();
	}

	/**
	 * Ask for some epochs.
	 */
	public static CompletableFuture<VersionVector> ask(Session session, Collection<Long> epochs) {
		return epochs.isEmpty() ? CompletableFuture.completedFuture(VersionVector.NONE)
				: askFor(session, List.copyOf(epochs));
	}

	private static CompletableFuture<VersionVector> askFor(Session session, List<Long> asked) {
		List<String> fields = asked.stream().map((epoch) -> "o:" + HexFormat.of().toHexDigits(epoch)).toList();
		return session.read(fields).thenApply((sequences) -> {
			Map<Long, Long> applied = new HashMap<>();
			for (int i = 0; i < fields.size(); i++) {
				add(applied, asked.get(i), sequences.get(i));
			}
			return new VersionVector(applied);
		});
	}

	private static void add(Map<Long, Long> applied, long epoch, @Nullable String sequence) {
		if (sequence != null) {
			applied.put(epoch, Long.parseLong(sequence));
		}
	}

}
