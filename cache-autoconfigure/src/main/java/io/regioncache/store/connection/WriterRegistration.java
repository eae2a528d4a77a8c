package io.regioncache.store.connection;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.regioncache.store.entry.RedisKeys;
import io.regioncache.store.history.WriterHistory;
import io.regioncache.store.history.WriterHistory.Registration;
import io.regioncache.store.session.Script;
import io.regioncache.store.session.Session;

/**
 * Registers this process as a writer of a region, where its writers register, and asks
 * how far the other regions have read what it has invalidated.
 * <p>
 * All but {@link #require()} happens on the thread that keeps the session.
 */
final class WriterRegistration {

	private static final SecureRandom RANDOM = new SecureRandom();

	/**
	 * After how long without a sign of life a writer counts as dead: then no other region
	 * waits for it after a fail-over. One that comes back registers anew.
	 */
	private static final Duration SILENT = Duration.ofSeconds(60);

	private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(5);

	private static final Duration SEARCH = Duration.ofSeconds(20);

	private static final long REQUIRED_MILLIS = 1000;

	private final ConnectionSettings settings;

	private final WriterHistory history;

	private volatile Supplier<Collection<String>> readers = List::of;

	private volatile String guard = "";

	private volatile boolean required;

	private volatile CompletableFuture<Void> registered = new CompletableFuture<>();

	private long aliveAt;

	private long searchedAt;

	WriterRegistration(ConnectionSettings settings, WriterHistory history) {
		this.settings = settings;
		this.history = history;
		this.searchedAt = settings.clock().nanos();
	}

	/**
	 * Name the regions that read from this one.
	 */
	void readBy(Supplier<Collection<String>> readers) {
		this.readers = readers;
	}

	/**
	 * Register wherever writers do, before the first invalidation.
	 */
	void register() {
		this.required = true;
	}

	/**
	 * Have all writers of the region register.
	 * @param region the name of the region
	 */
	void guard(String region) {
		this.guard = region;
		this.required = true;
	}

	/**
	 * Return the name of the region, if its writers are to register; else empty.
	 */
	String guard() {
		return this.readers.get().isEmpty() ? "" : this.guard;
	}

	/**
	 * Have this process register, from another thread.
	 * @return completes when it has, or some time has passed
	 */
	CompletableFuture<Void> require() {
		this.required = true;
		return this.registered.copy().completeOnTimeout(null, REQUIRED_MILLIS, TimeUnit.MILLISECONDS);
	}

	/**
	 * Whether the server is to be told of this process before it invalidates anything.
	 */
	boolean isDue(Session session) {
		return this.required && session.observed().isGuarded() && this.history.registration() == null;
	}

	/**
	 * Register, where that is due: after all that is kept has been sent again.
	 */
	void register(Session session) throws Exception {
		Registration present = this.history.registration();
		if (isDue(session)) {
			long epoch = session.observed().attached().epoch();
			String id = HexFormat.of().toHexDigits(RANDOM.nextLong());
			List<String> readers = List.copyOf(this.readers.get());
			List<String> replaced = this.history.formerIds();
			// Or one whose answer is lost would be awaited for ever
			this.history.attempted(id);
			List<Object> answer = await(session.run(Script.REGISTER, epoch(epoch), bytes(id),
					bytes(String.join(",", replaced)), bytes(String.join(",", readers))));
			if (answer.isEmpty()) {
				return;
			}
			present = new Registration(id, epoch, Long.parseLong(text(answer.get(3))), readers);
			this.history.registered(present);
			this.aliveAt = this.settings.clock().nanos();
		}
		if (present != null) {
			session.writer(present.id());
			this.registered.complete(null);
		}
	}

	/**
	 * Tell the server that this process is alive, and ask how far others have read.
	 */
	void tend(Session session) throws Exception {
		Registration present = this.history.registration();
		long now = this.settings.clock().nanos();
		if (present == null || !this.history.awaitsReaders() && now - this.aliveAt < SIGN_OF_LIFE.toNanos()) {
			return;
		}
		List<String> readers = List.copyOf(this.readers.get());
		if (!readers.equals(present.readers())) {
			unregister();
			return;
		}
		boolean searches = now - this.searchedAt >= SEARCH.toNanos();
		List<byte[]> arguments = new ArrayList<>(List.of(epoch(present.epoch()), bytes(present.id()),
				bytes(searches ? Long.toString(SILENT.toMillis()) : "0")));
		readers.forEach((reader) -> arguments.add(bytes(reader)));
		List<Object> answer = await(session.run(Script.ALIVE, arguments.toArray(byte[][]::new)));
		this.aliveAt = now;
		this.searchedAt = searches ? now : this.searchedAt;
		if (Long.valueOf(1).equals(answer.get(0))) {
			read(present.epoch(), answer.subList(1, answer.size()));
		}
		else if (session.observed().attached().epoch() == present.epoch()) {
			unregister();
		}
	}

	private void unregister() {
		this.registered = new CompletableFuture<>();
		this.history.unregister();
	}

	/**
	 * Note how far each of the readers has come that have come least far.
	 */
	private void read(long epoch, List<Object> cursors) {
		long least = Long.MAX_VALUE;
		for (Object cursor : cursors) {
			String[] parts = text(cursor).split(":", 3);
			boolean here = parts.length == 3 && parts[0].equals(HexFormat.of().toHexDigits(epoch));
			least = Math.min(least, here ? Long.parseLong(parts[1]) : -1);
		}
		if (!cursors.isEmpty()) {
			this.history.readBy(epoch, least);
		}
	}

	/**
	 * Tell the server that this process will not invalidate anything any more. Whatever
	 * it has invalidated stands before that in the log.
	 */
	void leave(Session session) throws Exception {
		Registration present = this.history.registration();
		if (present != null && session.isTrusted()) {
			await(session.run(Script.REGISTER, epoch(present.epoch()), bytes(present.id()), bytes("")));
		}
	}

	private <T> T await(CompletableFuture<T> answer) throws Exception {
		return answer.get(this.settings.timeout().toMillis(), TimeUnit.MILLISECONDS);
	}

	private static byte[] epoch(long epoch) {
		return bytes(HexFormat.of().toHexDigits(epoch));
	}

	private static byte[] bytes(String text) {
		return RedisKeys.bytes(text);
	}

	private static String text(Object answer) {
		return RedisKeys.text((byte[]) answer);
	}

}
