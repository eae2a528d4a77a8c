package io.regioncache.store.position;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

import io.regioncache.store.session.RegionUnavailableException;
import io.regioncache.store.session.Session;
import io.regioncache.store.entry.Lease;
import io.regioncache.store.log.Cursor;
import io.regioncache.store.log.Position;
import org.jspecify.annotations.Nullable;

/**
 * What a region had applied when it was last asked, for whoever was shown something up to
 * then: of its own epoch, and of that of each region it reads from. Where it does not
 * read from all of them, as around a hub, those epochs follow that were seen to advance
 * last.
 */
final class ObservedPositions {

	/**
	 * How many positions are handed on, beside those of the regions it reads from.
	 */
	static final int MAX_FURTHER = 4;

	private final Map<Long, Advance> advances = new HashMap<>();

	private final AtomicLong order = new AtomicLong();

	private Observed observed = new Observed(Lease.VOID, Map.of());

	/**
	 * Return the positions and who has issued them, or {@code null} if they have to be
	 * asked for.
	 */
	synchronized @Nullable Map<Position, String> known(Lease upTo) {
		Lease known = this.observed.upTo;
		return (known.epoch() == upTo.epoch() && known.number() >= upTo.number()) ? this.observed.positions : null;
	}

	/**
	 * Ask for the epoch and the clock, and then, no earlier, for the positions.
	 * @param region the name of the region
	 * @param others the names of all other regions
	 */
	CompletableFuture<Map<Position, String>> ask(Session session, String region, Collection<String> others) {
		List<String> fields = new ArrayList<>(List.of("epoch", "clock", "epochs"));
		List<String> names = List.copyOf(others);
		names.forEach((name) -> fields.add("s:" + name));
		return session.read(fields).thenCompose((values) -> {
			String own = values.get(0);
			if (own == null) {
				return CompletableFuture.failedFuture(new RegionUnavailableException(region));
			}
			String clock = values.get(1);
			Lease at = new Lease(HexFormat.fromHexDigitsToLong(own), (clock != null) ? Long.parseLong(clock) : 0);
			Map<Long, String> issuers = new LinkedHashMap<>();
			issuers.put(at.epoch(), region);
			addIssuers(names, values.subList(3, values.size()), issuers);
			String epochs = (issuers.size() <= names.size()) ? values.get(2) : null;
			return ask(session, at, issuers, epochs);
		});
	}

	private CompletableFuture<Map<Position, String>> ask(Session session, Lease at, Map<Long, String> issuers,
			@Nullable String epochs) {
		List<Long> met = new ArrayList<>(issuers.keySet());
		if (epochs != null) {
			Arrays.stream(epochs.trim().split(" +"))
				.map(HexFormat::fromHexDigitsToLong)
				.filter((epoch) -> !issuers.containsKey(epoch))
				.forEach(met::add);
		}
		return session.read(met.stream().map((epoch) -> "o:" + HexFormat.of().toHexDigits(epoch)).toList())
			.thenApply((sequences) -> note(at, issuers, met, sequences));
	}

	private static void addIssuers(List<String> names, List<@Nullable String> cursors, Map<Long, String> issuers) {
		for (int i = 0; i < names.size(); i++) {
			String text = cursors.get(i);
			Cursor cursor = (text != null) ? Cursor.of(text) : null;
			if (cursor != null) {
				issuers.putIfAbsent(cursor.epoch(), names.get(i));
			}
		}
	}

	private synchronized Map<Position, String> note(Lease at, Map<Long, String> issuers, List<Long> met,
			List<@Nullable String> sequences) {
		this.order.incrementAndGet();
		Map<Position, String> positions = new LinkedHashMap<>();
		List<Advance> further = new ArrayList<>();
		for (int i = 0; i < met.size(); i++) {
			String text = sequences.get(i);
			Position position = (text != null) ? new Position(met.get(i), Long.parseLong(text)) : null;
			if (position != null && i < issuers.size()) {
				positions.put(position, issuers.getOrDefault(position.epoch(), ""));
			}
			else if (position != null) {
				further.add(this.advances.compute(position.epoch(), (epoch, last) -> advance(last, position)));
			}
		}
		addFurther(further, positions);
		this.advances.keySet().retainAll(met);
		observe(at, positions);
		return positions;
	}

	private static void addFurther(List<Advance> further, Map<Position, String> positions) {
		further.sort(Comparator.comparingLong(Advance::order).reversed());
		further.stream().limit(MAX_FURTHER).forEach((advance) -> positions.put(advance.position(), ""));
	}

	private void observe(Lease at, Map<Position, String> positions) {
		Lease known = this.observed.upTo;
		if (known.epoch() != at.epoch() || known.number() <= at.number()) {
			this.observed = new Observed(at, Map.copyOf(positions));
		}
	}

	private Advance advance(@Nullable Advance last, Position position) {
		if (last != null && last.position().sequence() >= position.sequence()) {
			return last;
		}
		return new Advance(position, (last != null) ? this.order.get() : 0);
	}

	/**
	 * What was observed last.
	 */
	private record Observed(Lease upTo, Map<Position, String> positions) {

	}

	private record Advance(Position position, long order) {
	}

}
