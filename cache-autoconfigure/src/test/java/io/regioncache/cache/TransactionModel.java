package io.regioncache.cache;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;

import io.regioncache.cache.TransactionWorld.Actor;
import io.regioncache.cache.TransactionWorld.At;
import io.regioncache.cache.TransactionWorld.Entry;
import io.regioncache.cache.TransactionWorld.Role;
import io.regioncache.cache.transaction.Transaction;
import io.regioncache.model.Model;
import io.regioncache.store.entry.Lease;
import org.jspecify.annotations.Nullable;

/**
 * What those do who read and write around transactions. What a transaction may store or
 * be served, and under which lease, is decided by the {@link Transaction} of the cache;
 * each rule can be broken.
 */
final class TransactionModel {

	private final Set<Rule> broken;

	TransactionModel(Rule... broken) {
		this.broken = EnumSet.noneOf(Rule.class);
		Collections.addAll(this.broken, broken);
	}

	private boolean keeps(Rule rule) {
		return !this.broken.contains(rule);
	}

	Model<TransactionWorld> model(int crashes, boolean primed, Role... roles) {
		Model<TransactionWorld> model = Model.of(TransactionWorld.of(List.of(roles), crashes, primed), this::steps)
			.always(TransactionModel::neverWrong)
			.atRest(TransactionModel::settled)
			.reaches("the last version is served", (world) -> world.isValid()
					&& held(world.entry()).version() == world.newest() && world.newest() > 0);
		return (crashes == 0) ? model
				: model.reaches("a crash after the commit",
						(world) -> world.actors()
							.stream()
							.anyMatch((actor) -> actor.at() == At.CRASHED && actor.written() > 0));
	}

	private void steps(TransactionWorld world, BiConsumer<String, TransactionWorld> next) {
		for (int i = 0; i < world.actors().size(); i++) {
			int who = i;
			Role role = world.actors().get(who).role();
			BiConsumer<String, TransactionWorld> named = (label, after) -> next.accept(role + " " + who + " " + label,
					after);
			switch (role) {
				case WRITER -> write(world, who, named);
				case LOADER -> load(world, who, named);
				case SNAPSHOT_READER -> readSnapshot(world, who, named);
				case PUTTER -> put(world, who, named);
				case READING_WRITER -> readAndWrite(world, who, named);
			}
		}
	}

	/**
	 * Writes in a transaction, commits, and invalidates by tag. It may hold the tag
	 * meanwhile, and may crash.
	 */
	private void write(TransactionWorld world, int who, BiConsumer<String, TransactionWorld> next) {
		Actor me = world.actors().get(who);
		boolean holds = keeps(Rule.HOLD);
		boolean early = keeps(Rule.HOLD_BEFORE_COMMIT);
		switch (me.at()) {
			case START -> next.accept("writes", world.hold(who, holds && early).with(who, me.at(At.READY)));
			case READY -> {
				if (keeps(Rule.INVALIDATION_AFTER_COMMIT)) {
					next.accept("commits", world.commit(who, At.COMMITTED));
				}
				else {
					next.accept("invalidates", world.mark(TransactionWorld.TAG).with(who, me.at(At.INVALIDATED)));
				}
				next.accept("rolls back", world.hold(who, false).with(who, me.at(At.DONE)));
			}
			case COMMITTED, HELD_LATE -> {
				if (me.at() == At.COMMITTED && holds && !early) {
					next.accept("sets its hold", world.hold(who, true).with(who, me.at(At.HELD_LATE)));
				}
				else {
					next.accept("invalidates", invalidated(world, who, At.DONE));
				}
			}
			case INVALIDATED -> next.accept("commits", world.commit(who, At.DONE).returns(who, At.DONE));
			default -> {
			}
		}
		boolean mayCrash = me.at() == At.READY || me.at() == At.COMMITTED || me.at() == At.HELD_LATE;
		if (world.crashes() > 0 && mayCrash) {
			next.accept("crashes", world.crash().with(who, me.at(At.CRASHED)));
		}
		if (world.holds().contains(who) && (me.at() == At.CRASHED || !keeps(Rule.HOLD_OUTLIVES_TRANSACTION))) {
			TransactionWorld freed = world.hold(who, false);
			next.accept("its hold lapses",
					keeps(Rule.HOLD_LAPSES_INTO_MARKER) ? freed.mark(TransactionWorld.TAG) : freed);
		}
	}

	/**
	 * Marks while the hold stands, and then ends it.
	 */
	private static TransactionWorld invalidated(TransactionWorld world, int who, At at) {
		return world.mark(TransactionWorld.TAG).hold(who, false).returns(who, at);
	}

	/**
	 * Loads outside any transaction.
	 */
	private void load(TransactionWorld world, int who, BiConsumer<String, TransactionWorld> next) {
		Actor me = world.actors().get(who);
		if (me.at() == At.START && !world.isValid()) {
			next.accept("misses", world.with(who, me.lease(world.region().lease()).at(At.MISSED)));
		}
		else if (me.at() == At.MISSED) {
			next.accept("loads version " + world.newest(), world.with(who, me.version(world.newest()).at(At.LOADED)));
		}
		else if (me.at() == At.LOADED) {
			next.accept("stores version " + me.version(), stored(world, who, me));
		}
	}

	/**
	 * Loads inside a read-only transaction that began earlier.
	 */
	private void readSnapshot(TransactionWorld world, int who, BiConsumer<String, TransactionWorld> next) {
		Actor me = world.actors().get(who);
		if (begins(world, who, next)) {
			return;
		}
		if (me.at() == At.BEGUN && !world.isValid()) {
			Lease lookup = world.region().lease();
			Lease lease = keeps(Rule.LOAD_LEASES_AT_BEGIN) ? me.transaction().limit(lookup) : lookup;
			next.accept("misses, loads version " + me.sees(),
					world.with(who, me.lease(lease).version(me.sees()).at(At.LOADED)));
		}
		else if (me.at() == At.LOADED) {
			next.accept("stores version " + me.version(), stored(world, who, me));
		}
	}

	/**
	 * Puts inside a transaction that began earlier: the value is made of what the
	 * snapshot shows.
	 */
	private void put(TransactionWorld world, int who, BiConsumer<String, TransactionWorld> next) {
		Actor me = world.actors().get(who);
		if (begins(world, who, next)) {
			return;
		}
		if (me.at() == At.BEGUN) {
			Lease lease = keeps(Rule.PUT_LEASES_AT_BEGIN) ? me.transaction().begin() : world.region().lease();
			next.accept("runs the method", world.with(who, me.lease(lease).version(me.sees()).at(At.PUT)));
		}
		else if (me.at() == At.PUT) {
			boolean unmoved = world.isUnmoved(held(me.lease()));
			TransactionWorld marked = world.mark(TransactionWorld.KEY);
			next.accept("commits, marks", unmoved ? marked.with(who, me.lease(marked.region().lease()).at(At.MARKED))
					: marked.with(who, me.at(At.DONE)));
		}
		else if (me.at() == At.MARKED) {
			next.accept("stores version " + me.version(), stored(world, who, me));
		}
	}

	private static boolean begins(TransactionWorld world, int who, BiConsumer<String, TransactionWorld> next) {
		Actor me = world.actors().get(who);
		if (me.at() == At.START) {
			next.accept("notes the clock", world.with(who, me.begin(world.region().lease()).at(At.NOTED)));
		}
		else if (me.at() == At.NOTED) {
			next.accept("begins", world.with(who, me.sees(world.newest()).at(At.BEGUN)));
		}
		else {
			return false;
		}
		return true;
	}

	/**
	 * Writes the row, and reads it through the cache before or after its invalidation is
	 * announced.
	 */
	private void readAndWrite(TransactionWorld world, int who, BiConsumer<String, TransactionWorld> next) {
		Actor me = world.actors().get(who);
		Transaction transaction = me.transaction();
		switch (me.at()) {
			case START -> {
				TransactionWorld drawn = world.draw();
				next.accept("begins, writes version " + drawn.drawn(),
						drawn.with(who, me.begin(world.region().lease()).written(drawn.drawn()).at(At.WRITTEN)));
			}
			case WRITTEN -> {
				if (!me.announced()) {
					next.accept("announces its invalidation", world.with(who, me.announces()));
				}
				boolean hidden = transaction.hides(List.of(TransactionWorld.KEY, TransactionWorld.TAG));
				if (world.isValid() && !(hidden && keeps(Rule.PENDING_BYPASSES))) {
					int version = held(world.entry()).version();
					next.accept("hits version " + version, world.with(who, me.version(version).at(At.HAS_READ)));
				}
				else {
					Lease lease = transaction.limit(world.region().lease());
					next.accept("loads its own version",
							world.with(who, me.lease(lease).version(me.written()).at(At.HAS_LOADED)));
				}
			}
			case HAS_READ -> next.accept("goes on", world.with(who, me.version(-1).at(At.FINISHING)));
			case HAS_LOADED -> {
				boolean waits = keeps(Rule.FILLS_WAIT_FOR_COMMIT) ? transaction.mayHaveWritten() : me.announced();
				next.accept(waits ? "keeps it" : "stores it", waits ? world.with(who, me.at(At.FINISHING))
						: world.store(held(me.lease()), me.version()).with(who, me.version(-1).at(At.FINISHING)));
			}
			case FINISHING -> {
				next.accept("commits", world.commit(who, At.AFTER_COMMIT));
				boolean stores = me.version() >= 0 && !keeps(Rule.ROLLBACK_DROPS_FILLS);
				next.accept("rolls back", stores ? stored(world, who, me) : world.with(who, me.at(At.DONE)));
			}
			case AFTER_COMMIT ->
				next.accept("invalidates", invalidated(world, who, (me.version() >= 0) ? At.MAY_STORE : At.DONE));
			case MAY_STORE -> {
				Lease lease = keeps(Rule.LATE_FILL_KEEPS_LEASE) ? me.lease() : world.region().lease();
				next.accept("stores what it kept", stored(world, who, me.lease(lease)));
			}
			default -> {
			}
		}
	}

	private static TransactionWorld stored(TransactionWorld world, int who, Actor me) {
		return world.store(held(me.lease()), me.version()).with(who, me.at(At.DONE));
	}

	private static <T> T held(@Nullable T value) {
		return Objects.requireNonNull(value, "The model is wrong: nothing is held at this stage");
	}

	private static @Nullable String neverWrong(TransactionWorld world) {
		for (Actor actor : world.actors()) {
			if (actor.at() == At.HAS_READ && actor.announced() && actor.version() != actor.written()) {
				return "a transaction has announced version %d, and reads %d".formatted(actor.written(),
						actor.version());
			}
		}
		if (!world.isValid()) {
			return null;
		}
		Entry entry = held(world.entry());
		if (!world.committed().contains(entry.version())) {
			return "version %d is valid, and not committed".formatted(entry.version());
		}
		return (world.committed().indexOf(entry.version()) < world.returned())
				? "version %d is valid, a later invalidation has returned".formatted(entry.version()) : null;
	}

	private static @Nullable String settled(TransactionWorld world) {
		return (world.isValid() && held(world.entry()).version() != world.newest())
				? "version %d is served for ever, the database has %d".formatted(held(world.entry()).version(),
						world.newest())
				: null;
	}

	enum Rule {

		INVALIDATION_AFTER_COMMIT, LOAD_LEASES_AT_BEGIN, PUT_LEASES_AT_BEGIN, FILLS_WAIT_FOR_COMMIT,
		ROLLBACK_DROPS_FILLS, LATE_FILL_KEEPS_LEASE, PENDING_BYPASSES, HOLD, HOLD_BEFORE_COMMIT,
		HOLD_LAPSES_INTO_MARKER,

		/** Not enforceable: a transaction should not last that long. */
		HOLD_OUTLIVES_TRANSACTION

	}

}
