package io.regioncache.cache;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import io.regioncache.cache.transaction.AfterCommit;
import io.regioncache.cache.transaction.Transaction;
import io.regioncache.model.ModelRegion;
import io.regioncache.store.entry.Freshness;
import io.regioncache.store.entry.Lease;
import io.regioncache.store.entry.Scope;
import org.jspecify.annotations.Nullable;

/**
 * A row of a database, one entry made of it that has a key and a tag, and those who read
 * and write. Versions are drawn by writes.
 *
 * @param actors who reads and writes
 * @param crashes how many of them may still crash
 * @param committed versions in the order of their commits
 * @param drawn versions given to writes, committed or not
 * @param region the metadata
 * @param holds who holds the tag: while anybody does, nothing is served
 * @param entry the entry
 * @param returned the place, in committed, of the newest version whose invalidation has
 * returned
 */
record TransactionWorld(List<Actor> actors, int crashes, List<Integer> committed, int drawn, ModelRegion region,
		Set<Integer> holds, @Nullable Entry entry, int returned) {

	static final Scope KEY = Scope.key("names", "1");

	static final Scope TAG = Scope.tag("product:1");

	private static final Supplier<CompletableFuture<?>> NOTHING = () -> CompletableFuture.completedFuture(null);

	private static final List<Scope> OWN = List.of(Scope.ALL, Scope.cache("names"), KEY);

	static TransactionWorld of(List<Role> roles, int crashes, boolean primed) {
		ModelRegion region = ModelRegion.LOST.attach("A", 1);
		return new TransactionWorld(roles.stream().map(Actor::new).toList(), crashes, List.of(0), 0, region, Set.of(),
				primed ? new Entry(region.lease(), 0) : null, 0);
	}

	int newest() {
		return this.committed.get(this.committed.size() - 1);
	}

	/**
	 * Judged by the class that judges.
	 */
	boolean isValid() {
		Entry entry = this.entry;
		return entry != null && this.holds.isEmpty()
				&& this.region.lookup(OWN, List.of(TAG)).judge(entry.lease(), List.of(TAG)) == Freshness.FRESH;
	}

	boolean isUnmoved(Lease lease) {
		return this.region.unmoved(lease, List.of(KEY, TAG));
	}

	TransactionWorld mark(Scope scope) {
		return new TransactionWorld(this.actors, this.crashes, this.committed, this.drawn,
				this.region.invalidate(List.of(scope), false), this.holds, this.entry, this.returned);
	}

	TransactionWorld store(Lease lease, int version) {
		return new TransactionWorld(this.actors, this.crashes, this.committed, this.drawn, this.region, this.holds,
				new Entry(lease, version), this.returned);
	}

	TransactionWorld with(int who, Actor actor) {
		List<Actor> changed = new ArrayList<>(this.actors);
		changed.set(who, actor);
		return new TransactionWorld(List.copyOf(changed), this.crashes, this.committed, this.drawn, this.region,
				this.holds, this.entry, this.returned);
	}

	TransactionWorld draw() {
		return new TransactionWorld(this.actors, this.crashes, this.committed, this.drawn + 1, this.region, this.holds,
				this.entry, this.returned);
	}

	TransactionWorld hold(int who, boolean held) {
		Set<Integer> holds = new HashSet<>(this.holds);
		if (held) {
			holds.add(who);
		}
		else {
			holds.remove(who);
		}
		return new TransactionWorld(this.actors, this.crashes, this.committed, this.drawn, this.region,
				Set.copyOf(holds), this.entry, this.returned);
	}

	TransactionWorld crash() {
		return new TransactionWorld(this.actors, this.crashes - 1, this.committed, this.drawn, this.region, this.holds,
				this.entry, this.returned);
	}

	/**
	 * Commits what the actor has written, or a write of the same moment.
	 */
	TransactionWorld commit(int who, At at) {
		Actor me = this.actors.get(who);
		int version = (me.written() > 0) ? me.written() : this.drawn + 1;
		List<Integer> committed = new ArrayList<>(this.committed);
		committed.add(version);
		return new TransactionWorld(this.actors, this.crashes, List.copyOf(committed), Math.max(this.drawn, version),
				this.region, this.holds, this.entry, this.returned)
			.with(who, me.written(version).at(at));
	}

	/**
	 * The invalidation for what the actor has written returns.
	 */
	TransactionWorld returns(int who, At at) {
		int place = this.committed.indexOf(this.actors.get(who).written());
		return new TransactionWorld(this.actors, this.crashes, this.committed, this.drawn, this.region, this.holds,
				this.entry, Math.max(this.returned, place))
			.with(who, this.actors.get(who).at(at));
	}

	enum Role {

		WRITER, LOADER, SNAPSHOT_READER, PUTTER, READING_WRITER

	}

	enum At {

		START, READY, COMMITTED, HELD_LATE, INVALIDATED, CRASHED, MISSED, LOADED, NOTED, BEGUN, PUT, MARKED, WRITTEN,
		HAS_READ, HAS_LOADED, FINISHING, AFTER_COMMIT, MAY_STORE, DONE

	}

	/**
	 * Somebody who reads or writes, and how far it has come.
	 *
	 * @param role what it does
	 * @param at how far it has come
	 * @param begin the lease noted when its transaction began
	 * @param lease the lease of what it is to store
	 * @param sees the version its transaction sees
	 * @param version the version it has read or is to store, or -1
	 * @param written the version it has written, or 0
	 * @param announced whether the transaction knows of its invalidation
	 */
	record Actor(Role role, At at, @Nullable Lease begin, @Nullable Lease lease, int sees, int version, int written,
			boolean announced) {

		Actor(Role role) {
			this(role, At.START, null, null, 0, -1, 0, false);
		}

		Actor at(At at) {
			return new Actor(this.role, at, this.begin, this.lease, this.sees, this.version, this.written,
					this.announced);
		}

		Actor begin(Lease lease) {
			return new Actor(this.role, this.at, lease, this.lease, this.sees, this.version, this.written,
					this.announced);
		}

		Actor lease(@Nullable Lease lease) {
			return new Actor(this.role, this.at, this.begin, lease, this.sees, this.version, this.written,
					this.announced);
		}

		Actor sees(int version) {
			return new Actor(this.role, this.at, this.begin, this.lease, version, this.version, this.written,
					this.announced);
		}

		Actor version(int version) {
			return new Actor(this.role, this.at, this.begin, this.lease, this.sees, version, this.written,
					this.announced);
		}

		Actor written(int version) {
			return new Actor(this.role, this.at, this.begin, this.lease, this.sees, this.version, version,
					this.announced);
		}

		Actor announces() {
			return new Actor(this.role, this.at, this.begin, this.lease, this.sees, this.version, this.written, true);
		}

		/**
		 * Its transaction, as the cache knows it.
		 */
		Transaction transaction() {
			Transaction transaction = new Transaction(this.begin, this.role == Role.SNAPSHOT_READER, List.of(),
					List.of());
			if (this.announced) {
				transaction
					.afterCommit(new AfterCommit(List.of(TAG), AfterCommit.Value.NONE, NOTHING, NOTHING, (ex) -> {
					}, null));
			}
			return transaction;
		}

	}

	/**
	 * A stored value.
	 *
	 * @param lease its lease
	 * @param version its version
	 */
	record Entry(Lease lease, int version) {

	}

}
