package io.regioncache.store.write;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.regioncache.annotation.InvalidationMode;
import io.regioncache.annotation.InvalidationRegions;
import io.regioncache.store.session.Script;
import io.regioncache.store.session.Session;
import io.regioncache.store.entry.Lease;
import io.regioncache.store.entry.RedisKeys;
import io.regioncache.store.entry.Revocation;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.log.MarkerWrite;
import org.jspecify.annotations.Nullable;

/**
 * One run of the invalidation script: the scopes to mark and, for a put, the lease and
 * the scopes it must not have been overtaken in.
 */
public final class Invalidate {

	/**
	 * Markers kept in a region, of about 90 bytes each.
	 */
	public static final int MARKER_CAP = 100_000;

	/**
	 * Records kept in a log, whether they have been read or not, of about 100 bytes each.
	 */
	public static final int LOG_CAP = 100_000;

	/**
	 * Scopes of one invalidation; more than these become everything.
	 */
	public static final int MAX_SCOPES = 10_000;

	private static final int REACH = 1;

	private static final String ANY_WRITER = "!";

	private final List<byte[]> arguments = new ArrayList<>();

	private final Script script;

	private String writer = "";

	public Invalidate(Collection<Scope> scopes, InvalidationMode mode) {
		this(scopes, mode, InvalidationRegions.ALL);
	}

	/**
	 * Mark scopes.
	 * @param regions where entries are invalidated
	 */
	public Invalidate(Collection<Scope> scopes, InvalidationMode mode, InvalidationRegions regions) {
		this(scopes, mode, regions, MARKER_CAP);
	}

	public Invalidate(Collection<Scope> scopes, InvalidationMode mode, int markerCap) {
		this(scopes, mode, InvalidationRegions.ALL, markerCap);
	}

	public Invalidate(Collection<Scope> scopes, InvalidationMode mode, InvalidationRegions regions, int markerCap) {
		this((mode == InvalidationMode.STALE) ? "S" : "R", (regions == InvalidationRegions.HOME) ? "H" : "A", markerCap,
				scopes.size(), onlyRevokes(scopes) ? Script.LOGOUT : Script.INVALIDATE);
		scopes.forEach((scope) -> add(scope.field()));
	}

	private Invalidate(String mode, String reach, int markerCap, int scopes, Script script) {
		this.script = script;
		add(mode);
		add(reach);
		add(Integer.toString(markerCap));
		add(Integer.toString(LOG_CAP));
		add(Integer.toString(scopes));
	}

	/**
	 * Revocations of sessions move no clock, and need no more than to be noted.
	 */
	private static boolean onlyRevokes(Collection<Scope> scopes) {
		return !scopes.isEmpty() && scopes.stream().allMatch(Revocation::isOne);
	}

	/**
	 * Mark scopes that could not be marked before, in every region: as they are kept,
	 * this process need not be registered yet.
	 * @param marks all of one mode, and either all with a stamp or none
	 */
	static Invalidate of(List<MarkerWrite> marks) {
		Invalidate again = unsettled(marks);
		again.writer = ANY_WRITER;
		return again;
	}

	private static Invalidate unsettled(List<MarkerWrite> marks) {
		MarkerWrite first = marks.get(0);
		if (first.stamp() == 0) {
			return new Invalidate(marks.stream().map(MarkerWrite::scope).toList(), first.mode());
		}
		Invalidate invalidate = new Invalidate((first.mode() == InvalidationMode.STALE) ? "S@" : "R@", "A", MARKER_CAP,
				marks.size(), Script.INVALIDATE);
		marks.forEach((mark) -> {
			invalidate.add(mark.scope().field());
			invalidate.add(Long.toString(mark.stamp()));
		});
		return invalidate;
	}

	/**
	 * Return scopes that cover these, but no more of them than is worth telling apart.
	 */
	static List<Scope> bounded(List<Scope> scopes) {
		return (scopes.size() > MAX_SCOPES) ? List.of(Scope.ALL) : scopes;
	}

	/**
	 * Mark nothing at all if a scope has moved past the lease of the put.
	 */
	Invalidate onlyUnmoved() {
		this.arguments.set(REACH, RedisKeys.bytes(RedisKeys.text(this.arguments.get(REACH)) + '?'));
		return this;
	}

	/**
	 * Let the record carry the context of a trace.
	 * @param trace the context; empty for none
	 */
	Invalidate traced(String trace) {
		if (!trace.isEmpty()) {
			this.arguments.set(REACH, RedisKeys.bytes(RedisKeys.text(this.arguments.get(REACH)) + ' ' + trace));
		}
		return this;
	}

	public Invalidate unless(Lease lease, Collection<Scope> moved) {
		add(HexFormat.of().toHexDigits(lease.epoch()));
		add(Long.toString(lease.number()));
		moved.forEach((scope) -> add(scope.field()));
		return this;
	}

	private void add(String argument) {
		this.arguments.add(RedisKeys.bytes(argument));
	}

	/**
	 * Send it; a region that has lost its metadata is attached to first.
	 */
	public CompletableFuture<Applied> send(Session session) {
		return run(session).thenCompose((applied) -> {
			if (applied != null) {
				return CompletableFuture.completedFuture(applied);
			}
			return session.attach().thenCompose((attached) -> run(session)).thenApply((second) -> {
				if (second == null) {
					throw new IllegalStateException("The metadata was lost twice in a row");
				}
				return second;
			});
		});
	}

	private CompletableFuture<@Nullable Applied> run(Session session) {
		return session.run(this.script, arguments(session.writer())).thenApply((answer) -> {
			Applied applied = Applied.of(answer);
			if (applied != null && applied.isRegistered()) {
				session.advanced(applied.lease());
			}
			return applied;
		});
	}

	private byte[][] arguments(String registered) {
		byte[][] sent = this.arguments.toArray(new byte[0][]);
		String writer = this.writer.isEmpty() ? registered : this.writer;
		if (!writer.isEmpty()) {
			String reach = RedisKeys.text(sent[REACH]);
			int end = (reach.indexOf(' ') < 0) ? reach.length() : reach.indexOf(' ');
			sent[REACH] = RedisKeys.bytes(reach.substring(0, end) + ':' + writer + reach.substring(end));
		}
		return sent;
	}

}
