package io.regioncache.store.connection;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.regioncache.store.entry.RedisKeys;
import io.regioncache.store.history.WriterHistory.Registration;
import io.regioncache.store.session.Script;
import io.regioncache.store.session.Session;
import org.jspecify.annotations.Nullable;

/**
 * Runs the scripts by which a writer registers with a region, shows that it is alive, and
 * leaves.
 */
final class WriterScripts {

	private final Duration timeout;

	WriterScripts(Duration timeout) {
		this.timeout = timeout;
	}

	/**
	 * Register a writer.
	 * @param asked how, and in which epoch
	 * @param replaced the ids that it was known by
	 * @return the registration, with its place in the log; {@code null} if the region is
	 * in another epoch
	 */
	@Nullable Registration register(Session session, Registration asked, List<String> replaced) throws Exception {
		List<Object> answer = await(session.run(Script.REGISTER, epoch(asked), bytes(asked.id()),
				bytes(String.join(",", replaced)), bytes(String.join(",", asked.readers()))));
		return answer.isEmpty() ? null
				: new Registration(asked.id(), asked.epoch(), Long.parseLong(text(answer.get(3))), asked.readers());
	}

	/**
	 * Show that a writer is alive.
	 * @param silent after how long without a sign of life others are dropped; zero if
	 * they are not looked for
	 * @return the last sequence that all readers have read, -1 if one has read nothing in
	 * this epoch; empty if the writer is not known
	 */
	OptionalLong alive(Session session, Registration present, Duration silent) throws Exception {
		List<byte[]> arguments = new ArrayList<>(
				List.of(epoch(present), bytes(present.id()), bytes(Long.toString(silent.toMillis()))));
		present.readers().forEach((reader) -> arguments.add(bytes(reader)));
		List<Object> answer = await(session.run(Script.ALIVE, arguments.toArray(byte[][]::new)));
		return Long.valueOf(1).equals(answer.get(0)) ? least(present.epoch(), answer.subList(1, answer.size()))
				: OptionalLong.empty();
	}

	private static OptionalLong least(long epoch, List<Object> cursors) {
		String here = HexFormat.of().toHexDigits(epoch);
		return cursors.stream()
			.map((cursor) -> text(cursor).split(":", 3))
			.mapToLong((parts) -> (parts.length == 3 && parts[0].equals(here)) ? Long.parseLong(parts[1]) : -1)
			.min();
	}

	/**
	 * End a registration.
	 */
	void leave(Session session, Registration present) throws Exception {
		await(session.run(Script.REGISTER, epoch(present), bytes(present.id()), bytes("")));
	}

	private <T> T await(CompletableFuture<T> answer) throws Exception {
		return answer.get(this.timeout.toMillis(), TimeUnit.MILLISECONDS);
	}

	private static byte[] epoch(Registration registration) {
		return bytes(HexFormat.of().toHexDigits(registration.epoch()));
	}

	private static byte[] bytes(String text) {
		return RedisKeys.bytes(text);
	}

	private static String text(Object answer) {
		return RedisKeys.text((byte[]) answer);
	}

}
