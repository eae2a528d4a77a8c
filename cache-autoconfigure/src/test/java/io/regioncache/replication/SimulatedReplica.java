package io.regioncache.replication;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import io.regioncache.replication.redis.TransferredState;
import io.regioncache.model.LoggedRegion;
import io.regioncache.replication.redis.ApplyResult;
import io.regioncache.store.log.Cursor;
import io.regioncache.store.entry.Lease;
import io.regioncache.store.log.LogRecord;
import io.regioncache.store.log.MarkerWrite;
import io.regioncache.store.log.Position;
import io.regioncache.store.log.VersionVector;
import io.regioncache.replication.redis.Replica;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.log.ShippedValue;
import org.jspecify.annotations.Nullable;

/**
 * A simulated region to which one puller applies records.
 */
final class SimulatedReplica implements Replica {

	private final SimulatedRegion home;

	private final SimulatedRegion source;

	private final Wire wire;

	private final String link;

	private final BooleanSupplier alive;

	private final Tally tally;

	SimulatedReplica(SimulatedRegion home, SimulatedRegion source, Wire wire, String link, BooleanSupplier alive,
			Tally tally) {
		this.home = home;
		this.source = source;
		this.wire = wire;
		this.link = link;
		this.alive = alive;
		this.tally = tally;
	}

	private boolean has(Flaw flaw) {
		return this.home.flaw() == flaw;
	}

	private <T> CompletableFuture<T> ask(Supplier<T> answer) {
		return this.wire.ask(this.link, this.alive, answer);
	}

	@Override
	public CompletableFuture<@Nullable Cursor> cursor(String source) {
		return ask(() -> {
			LoggedRegion state = this.home.attached();
			if (has(Flaw.LOST_CURSOR_TAKES_THE_TAIL) && state.cursors().get(source) == null) {
				this.home.become(state.withCursor(source, this.source.attached().tail()));
			}
			return this.home.state().cursors().get(source);
		});
	}

	@Override
	public CompletableFuture<VersionVector> known(VersionVector epochs) {
		return ask(() -> known(this.home.flaw(), this.home.attached(), epochs));
	}

	static VersionVector known(@Nullable Flaw flaw, LoggedRegion home, VersionVector epochs) {
		Map<Long, Long> positions = new HashMap<>(home.applied());
		if (flaw == Flaw.UNKNOWN_EPOCH_NOT_FLUSHED) {
			epochs.applied().keySet().forEach((epoch) -> positions.putIfAbsent(epoch, 0L));
		}
		positions.keySet().retainAll(epochs.applied().keySet());
		return new VersionVector(positions);
	}

	@Override
	public CompletableFuture<Boolean> arrive(ShippedValue value) {
		return ask(() -> accepted(value)).thenCompose((lease) -> (lease == null) ? ask(() -> false) : ask(() -> {
			this.home.store(SimulatedRegion.keyOf(value), lease, SimulatedRegion.versionOf(value));
			this.tally.arrivals++;
			return true;
		}));
	}

	private @Nullable Lease accepted(ShippedValue value) {
		LoggedRegion state = this.home.attached();
		ShippedValue judged = value;
		if (has(Flaw.EPOCH_UNKNOWN_TO_THE_VECTOR)) {
			Map<Long, Long> known = new HashMap<>(state.applied());
			known.putAll(value.known().applied());
			judged = SimulatedRegion.value(SimulatedRegion.keyOf(value), SimulatedRegion.versionOf(value),
					new VersionVector(known));
		}
		boolean accepted = state.accepts(judged) || has(Flaw.VALUE_RESTAMPED_ON_ARRIVAL);
		this.tally.refusedValues += accepted ? 0 : 1;
		return accepted ? state.region().lease() : null;
	}

	@Override
	public CompletableFuture<ApplyResult> apply(String source, Cursor from, Cursor to, List<LogRecord> records,
			int mostEpochs) {
		return ask(() -> {
			LoggedRegion state = this.home.attached();
			Cursor stored = state.cursors().get(source);
			Cursor next = to;
			if (has(Flaw.CURSOR_INCREMENTED) && stored != null) {
				next = new Cursor(to.epoch(), stored.sequence() + to.sequence() - from.sequence(), to.clock());
			}
			else if (!state.hasCursor(source, from)) {
				this.tally.refused++;
				return ApplyResult.MOVED;
			}
			this.tally.records += records.size();
			if (has(Flaw.CURSOR_BEFORE_APPLY)) {
				this.home.become(state.withCursor(source, next));
				this.wire.later(this.alive, () -> this.home.become(applied(this.home.flaw(), this.home.attached(),
						source, this.home.attached().cursors().getOrDefault(source, to), records)));
				return ApplyResult.APPLIED;
			}
			LoggedRegion after = applied(this.home.flaw(), state, source, next, records);
			this.home.become(has(Flaw.RECORD_OUTSIDE_THE_SCRIPT)
					? RecordsApart.split(state, after, this.home, this.wire, this.alive) : after);
			return ApplyResult.APPLIED;
		});
	}

	static LoggedRegion applied(@Nullable Flaw flaw, LoggedRegion state, String source, Cursor to,
			List<LogRecord> records) {
		LoggedRegion region = state;
		for (LogRecord record : records) {
			Position origin = record.origin();
			Long last = region.applied().get(origin.epoch());
			if (last == null && flaw == Flaw.UNKNOWN_EPOCH_NOT_FLUSHED) {
				region = region.learn(origin.epoch(), 0);
			}
			if (last != null && origin.sequence() <= last && flaw == Flaw.DUPLICATE_APPLIED_TWICE) {
				region = region.withApplied(changed(region.applied(), origin.epoch(), origin.sequence() - 1))
					.apply(source, to, List.of(record));
				region = region.withApplied(changed(region.applied(), origin.epoch(), last));
			}
		}
		return region.apply(source, to, records);
	}

	private static Map<Long, Long> changed(Map<Long, Long> applied, long epoch, long sequence) {
		Map<Long, Long> changed = new HashMap<>(applied);
		changed.put(epoch, sequence);
		return changed;
	}

	@Override
	public CompletableFuture<ApplyResult> finish(String source, @Nullable Cursor from, Cursor to,
			TransferredState transferred, int mostEpochs) {
		return ask(() -> {
			LoggedRegion state = this.home.attached();
			if (!state.hasCursor(source, from)) {
				this.tally.refused++;
				return ApplyResult.MOVED;
			}
			LoggedRegion after = finished(this.home.flaw(), state, source, to, transferred);
			this.tally.transfers++;
			this.tally.flushes += after.region().marker(Scope.ALL).equals(state.region().marker(Scope.ALL)) ? 0 : 1;
			this.home.become(after);
			return ApplyResult.APPLIED;
		});
	}

	static LoggedRegion finished(@Nullable Flaw flaw, LoggedRegion state, String source, Cursor to,
			TransferredState transferred) {
		LoggedRegion known = state;
		if (flaw == Flaw.UNKNOWN_EPOCH_NOT_FLUSHED) {
			for (Long epoch : new TreeMap<>(transferred.applied().applied()).keySet()) {
				known = known.applied().containsKey(epoch) ? known : known.learn(epoch, 0);
			}
		}
		LoggedRegion after = known.finish(source, to, transferred.applied(), transferred.marks(),
				transferred.everything(), 0);
		return (flaw == Flaw.TRANSFER_NOT_LOGGED) ? after.withoutRecordsSince(state) : after;
	}

}
