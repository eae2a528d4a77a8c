package io.regioncache.store.position;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongPredicate;

import io.regioncache.store.session.Session;
import io.regioncache.store.entry.Lease;
import io.regioncache.store.log.Cursor;
import org.jspecify.annotations.Nullable;

/**
 * Asks how far a region has come in what was issued in some epochs, in one command.
 * <p>
 * An epoch that has ended is passed, however much of it was lost: at its own region,
 * since nothing of it is served any more; elsewhere, once the cursor on its region is of
 * an epoch that was met later, since a region that meets an unknown epoch marks
 * everything, or awaits what the writers of the source send again.
 *
 * @param epochs the epochs, and the region of each, empty if it is not known
 */
record AppliedPositionsQuery(Map<Long, String> epochs) {

	private static final List<String> HEADER = List.of("epoch", "clock", "epochs");

	/**
	 * Ask.
	 * @param hasEnded whether an epoch of the region itself has ended
	 */
	CompletableFuture<@Nullable AppliedSequences> ask(Session session, LongPredicate hasEnded) {
		List<Long> asked = List.copyOf(this.epochs.keySet());
		List<String> fields = new ArrayList<>(HEADER);
		asked.forEach((epoch) -> fields.add("o:" + HexFormat.of().toHexDigits(epoch)));
		asked.forEach((epoch) -> fields.add("s:" + this.epochs.get(epoch)));
		asked.forEach((epoch) -> fields.add("n:" + this.epochs.get(epoch)));
		return session.read(fields).thenApply((values) -> {
			String epoch = values.get(0);
			return (epoch != null)
					? new AppliedSequences(new Lease(HexFormat.fromHexDigitsToLong(epoch), number(values.get(1))),
							sequences(asked, values, hasEnded))
					: null;
		});
	}

	private static Map<Long, Long> sequences(List<Long> asked, List<@Nullable String> values, LongPredicate hasEnded) {
		List<Long> met = epochs(values.get(2));
		Map<Long, Long> sequences = new HashMap<>();
		for (int i = 0; i < asked.size(); i++) {
			Long each = asked.get(i);
			String sequence = values.get(HEADER.size() + i);
			String cursor = values.get(HEADER.size() + asked.size() + i);
			boolean awaited = values.get(HEADER.size() + 2 * asked.size() + i) != null;
			if (hasEnded.test(each) || !awaited && isOver(each, cursor, met)) {
				sequences.put(each, AppliedVector.ENDED);
			}
			else if (sequence != null) {
				sequences.put(each, Long.parseLong(sequence));
			}
		}
		return sequences;
	}

	private static long number(@Nullable String text) {
		return (text != null) ? Long.parseLong(text) : 0;
	}

	private static boolean isOver(long epoch, @Nullable String cursor, List<Long> met) {
		Cursor present = (cursor != null) ? Cursor.of(cursor) : null;
		int known = met.indexOf(epoch);
		return present != null && known >= 0 && met.indexOf(present.epoch()) > known;
	}

	private static List<Long> epochs(@Nullable String text) {
		return (text == null || text.isBlank()) ? List.of()
				: Arrays.stream(text.trim().split(" +")).map(HexFormat::fromHexDigitsToLong).toList();
	}

	/**
	 * How far a region has come.
	 *
	 * @param at its own epoch and clock
	 * @param sequences the last sequence, by the epochs it knows of those asked for
	 */
	record AppliedSequences(Lease at, Map<Long, Long> sequences) {
	}

}
