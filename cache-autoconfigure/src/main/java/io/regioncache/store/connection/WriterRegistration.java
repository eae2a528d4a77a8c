package io.regioncache.store.connection;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import io.regioncache.store.history.LinkHistory;
import io.regioncache.store.history.WriterHistory.Registration;
import io.regioncache.store.history.WriterHistory;
import io.regioncache.store.session.EpochBeginning;
import io.regioncache.store.session.Session;
import org.jspecify.annotations.Nullable;

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

	private final WriterScripts scripts;

	private volatile Supplier<Collection<String>> readers = List::of;

	private final AtomicReference<@Nullable String> guard = new AtomicReference<>();

	private final AtomicBoolean leaves = new AtomicBoolean();

	private final AtomicBoolean required = new AtomicBoolean();

	private volatile CompletableFuture<Void> registered = new CompletableFuture<>();

	private final AtomicLong aliveAt = new AtomicLong();

	private final AtomicLong searchedAt;

	WriterRegistration(ConnectionSettings settings, WriterHistory history) {
		this.settings = settings;
		this.history = history;
		this.scripts = new WriterScripts(settings.timeout());
		this.searchedAt = new AtomicLong(settings.clock().nanos());
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
		this.required.set(true);
	}

	/**
	 * Have all writers of the region register.
	 * @param region the name of the region
	 */
	void guard(String region) {
		this.guard.set(region);
		this.required.set(true);
	}

	/**
	 * Return the name of the region, if its writers are to register; else empty.
	 */
	private String guard() {
		String guard = this.guard.get();
		return (guard == null || this.readers.get().isEmpty()) ? "" : guard;
	}

	/**
	 * Leave it to the region's own processes to begin an epoch where there is none.
	 */
	void leaveBeginning() {
		this.leaves.set(true);
	}

	/**
	 * Return what a server is told that has no epoch.
	 * @param history what this process has seen of the region
	 */
	EpochBeginning beginning(LinkHistory history) {
		if (this.leaves.get()) {
			return EpochBeginning.LEFT_TO_ITS_REGION;
		}
		String guard = guard();
		return guard.isEmpty() ? EpochBeginning.PLAIN : new EpochBeginning(guard, history.guardedEpochs());
	}

	/**
	 * Have this process register, from another thread.
	 * @return completes when it has, or some time has passed
	 */
	CompletableFuture<Void> require() {
		this.required.set(true);
		return this.registered.copy().completeOnTimeout(null, REQUIRED_MILLIS, TimeUnit.MILLISECONDS);
	}

	/**
	 * Whether the server is to be told of this process before it invalidates anything.
	 */
	boolean isDue(Session session) {
		return this.required.get() && session.observed().isGuarded() && this.history.registration() == null;
	}

	/**
	 * Register, where that is due: after all that is kept has been sent again.
	 */
	void register(Session session) throws Exception {
		Registration present = isDue(session) ? registered(session) : this.history.registration();
		if (present != null) {
			session.writer(present.id());
			this.registered.complete(null);
		}
	}

	private @Nullable Registration registered(Session session) throws Exception {
		String id = HexFormat.of().toHexDigits(RANDOM.nextLong());
		Registration asked = new Registration(id, session.observed().attached().epoch(), 0,
				List.copyOf(this.readers.get()));
		List<String> replaced = this.history.formerIds();
		// Or one whose answer is lost would be awaited for ever
		this.history.attempted(id);
		Registration registered = this.scripts.register(session, asked, replaced);
		if (registered != null) {
			this.history.registered(registered);
			this.aliveAt.set(now());
		}
		return registered;
	}

	private long now() {
		return this.settings.clock().nanos();
	}

	/**
	 * Tell the server that this process is alive, and ask how far others have read.
	 */
	void tend(Session session) throws Exception {
		Registration present = this.history.registration();
		boolean due = this.history.awaitsReaders() || now() - this.aliveAt.get() >= SIGN_OF_LIFE.toNanos();
		if (present == null || !due) {
			return;
		}
		if (present.readers().equals(List.copyOf(this.readers.get()))) {
			alive(session, present);
		}
		else {
			unregister();
		}
	}

	private void alive(Session session, Registration present) throws Exception {
		long now = now();
		boolean searches = now - this.searchedAt.get() >= SEARCH.toNanos();
		OptionalLong read = this.scripts.alive(session, present, searches ? SILENT : Duration.ZERO);
		this.aliveAt.set(now);
		if (searches) {
			this.searchedAt.set(now);
		}
		if (read.isPresent()) {
			this.history.readBy(present.epoch(), read.getAsLong());
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
	 * Tell the server that this process will not invalidate anything any more. Whatever
	 * it has invalidated stands before that in the log.
	 */
	void leave(Session session) throws Exception {
		Registration present = this.history.registration();
		if (present != null && session.isTrusted()) {
			this.scripts.leave(session, present);
		}
	}

}
