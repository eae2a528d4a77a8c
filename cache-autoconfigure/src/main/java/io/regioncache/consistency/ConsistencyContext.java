package io.regioncache.consistency;

import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import io.regioncache.annotation.Internal;
import io.regioncache.annotation.PublicApi;
import io.regioncache.store.entry.Lease;
import io.regioncache.store.log.Position;
import org.jspecify.annotations.Nullable;

/**
 * What one caller, be it a request, a job or a message, has written and seen so far.
 * <p>
 * Thread-safe: what a request does on other threads counts for it as well, as long as
 * they are bound to the same context.
 *
 * @since 0.1
 */
@PublicApi
public final class ConsistencyContext {

	private static final ThreadLocal<ConsistencyContext> CURRENT = new ThreadLocal<>();

	private final AccumulatedToken token;

	private final AtomicReference<@Nullable String> flagged = new AtomicReference<>();

	private final ObservedReads observedReads = new ObservedReads();

	private final AtomicInteger detours = new AtomicInteger();

	/**
	 * Create the context of a caller that brings no token.
	 */
	public ConsistencyContext() {
		this(TimestampedToken.NONE);
	}

	/**
	 * Create the context of a caller.
	 * @param arrived the token that the caller has brought
	 */
	@Internal
	public ConsistencyContext(TimestampedToken arrived) {
		this(arrived, InstantSource.system());
	}

	/**
	 * Create the context of a caller.
	 * @param arrived the token that the caller has brought
	 * @param clock tells when something is written
	 */
	@Internal
	public ConsistencyContext(TimestampedToken arrived, InstantSource clock) {
		this.token = new AccumulatedToken(arrived, clock);
	}

	/**
	 * Return the context that is bound to this thread.
	 * @return the context, or {@code null} if there is none
	 */
	public static @Nullable ConsistencyContext current() {
		return CURRENT.get();
	}

	/**
	 * Bind a context to this thread.
	 * @param context the context, or {@code null} for none
	 * @return to be closed on the same thread, which binds the former context again
	 */
	public static Binding bind(@Nullable ConsistencyContext context) {
		Binding binding = new Binding(CURRENT.get());
		set(context);
		return binding;
	}

	/**
	 * Have a task run, on whatever thread, for the caller of this one.
	 * @param <T> the type of its result
	 * @param task the task
	 * @return the task, with the current context bound to its thread
	 */
	public static <T extends @Nullable Object> Supplier<T> carrying(Supplier<T> task) {
		return carrying(current(), task);
	}

	/**
	 * Have a task run, on whatever thread, for a caller.
	 * @param <T> the type of its result
	 * @param context the context of the caller, if any
	 * @param task the task
	 * @return the task, with the context bound to its thread
	 */
	public static <T extends @Nullable Object> Supplier<T> carrying(@Nullable ConsistencyContext context,
			Supplier<T> task) {
		return (context == null) ? task : () -> {
			try (Binding binding = bind(context)) {
				return task.get();
			}
		};
	}

	static void set(@Nullable ConsistencyContext context) {
		if (context != null) {
			CURRENT.set(context);
		}
		else {
			CURRENT.remove();
		}
	}

	/**
	 * Return what a region must have passed for its answers to be fresh enough.
	 * @return the token
	 */
	public ConsistencyToken token() {
		return this.token.known().token();
	}

	/**
	 * Return the token and when its life began. While it is the same object, nothing has
	 * changed.
	 * @return the token
	 */
	@Internal
	public TimestampedToken dated() {
		return this.token.known();
	}

	/**
	 * This caller has written: whatever it reads next must show it.
	 * @param region the region that issued the position
	 * @param position the position of the write
	 */
	@Internal
	public void wrote(String region, Position position) {
		this.token.write(region, position);
	}

	/**
	 * Something that this caller depends on has happened just now.
	 * @param token the token of whoever has written
	 */
	public void accept(ConsistencyToken token) {
		if (!token.saysNothing()) {
			accept(this.token.now(token));
		}
	}

	/**
	 * Another service, called on behalf of this caller, has answered.
	 * @param token the token of its answer
	 */
	@Internal
	public void accept(TimestampedToken token) {
		this.token.merge(token, true);
	}

	/**
	 * A read has shown this caller what lies at these positions, so no later read may
	 * fall behind them. Does not prolong the life of the token: reads are monotonic for
	 * as long as it lives.
	 * @param seen the positions
	 */
	public void saw(ConsistencyToken seen) {
		this.token.see(seen);
	}

	/**
	 * A region has shown this caller something. What that asks of other regions is found
	 * out by {@link #settle()}.
	 * @param region the region
	 * @param at the epoch and the clock of the lookup
	 */
	@Internal
	public void read(ObservationSource region, Lease at) {
		this.observedReads.add(region, at);
	}

	/**
	 * Have the token say what this caller has been shown. To be called before the token
	 * is handed on, or later reads may fall behind earlier ones.
	 * @return completes, never exceptionally, when it does
	 */
	public CompletableFuture<Void> settle() {
		return this.observedReads.isEmpty() ? CompletableFuture.completedFuture(null)
				: this.observedReads.token().thenAccept(this::saw);
	}

	/**
	 * Return whether the caller has to be told of a new token.
	 * @return whether it differs from the one that arrived, and lives
	 */
	public boolean isToBeSent() {
		return this.token.isToBeSent();
	}

	/**
	 * Return whether the caller has written since it came, itself or through another
	 * service.
	 * @return whether the token has changed because of more than reads
	 */
	public boolean isRenewed() {
		return this.token.isRenewed();
	}

	/**
	 * A read was answered with what may be older than the token asks for.
	 * @param reason why, in one word of lower-case letters, digits and hyphens
	 */
	public void flag(String reason) {
		this.flagged.compareAndSet(null, reason);
	}

	/**
	 * Return why a read was answered with what may be too old.
	 * @return the reason of the first such read, or {@code null} if there was none
	 */
	public @Nullable String flagged() {
		return this.flagged.get();
	}

	/**
	 * A read was not answered by the home region because of the token.
	 */
	public void detoured() {
		this.detours.incrementAndGet();
	}

	/**
	 * Return how many reads were not answered by the home region because of the token.
	 * @return the number of reads
	 */
	public int detours() {
		return this.detours.get();
	}

	/**
	 * Keeps the context that was bound before.
	 */
	public static final class Binding implements AutoCloseable {

		private final @Nullable ConsistencyContext former;

		private Binding(@Nullable ConsistencyContext former) {
			this.former = former;
		}

		@Override
		public void close() {
			set(this.former);
		}

	}

}
