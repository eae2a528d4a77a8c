package io.regioncache.replication;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

import io.regioncache.model.LoggedRegion;
import io.regioncache.store.entry.Freshness;
import io.regioncache.store.entry.Lease;
import io.regioncache.store.log.Position;
import io.regioncache.store.log.VersionVector;
import io.regioncache.store.entry.Scope;

/**
 * Who commits to the database and invalidates, and who loads from it.
 */
final class Callers {

	private final List<SimulatedRegion> regions;

	private final SplittableRandom random;

	private final Wire wire;

	private final Promises promises;

	private final Tally tally;

	private final int[] database = new int[SimulatedRegion.KEYS];

	private final List<Write> committed = new ArrayList<>();

	private final List<Load> loads = new ArrayList<>();

	private final boolean hot;

	private final boolean shipping;

	private final List<Put> puts = new ArrayList<>();

	private int sent;

	Callers(List<SimulatedRegion> regions, SplittableRandom random, Wire wire, Promises promises, Tally tally,
			boolean shipping) {
		this.shipping = shipping;
		this.regions = regions;
		this.random = random;
		this.hot = random.nextInt(4) == 0;
		this.wire = wire;
		this.promises = promises;
		this.tally = tally;
	}

	/**
	 * Commit to one key or to several; their scopes are invalidated in one step.
	 */
	void commit() {
		boolean stale = this.random.nextInt(4) == 0;
		List<Change> changes = new ArrayList<>();
		for (int key : IntStream.range(0, SimulatedRegion.KEYS).toArray()) {
			if (this.random.nextInt(SimulatedRegion.KEYS) == 0 || (this.hot && key == 0)) {
				List<Scope> scopes = SimulatedRegion.scopesOf(key);
				int which = this.random.nextInt(this.hot ? 100 : 20);
				changes.add(new Change(key, ++this.database[key], scopes.get((which < 5) ? which : 0)));
			}
		}
		if (!changes.isEmpty()) {
			this.committed.add(new Write(this.regions.get(this.random.nextInt(this.regions.size())), changes, stale));
			while (this.random.nextBoolean()) {
				invalidate();
			}
		}
	}

	/**
	 * Send an invalidation that is due; one that is not confirmed is due again, perhaps
	 * in another region.
	 */
	void invalidate() {
		if (this.committed.isEmpty()) {
			return;
		}
		Write write = this.committed.remove(this.random.nextInt(this.committed.size()));
		SimulatedRegion region = (this.random.nextInt(8) == 0)
				? this.regions.get(this.random.nextInt(this.regions.size())) : write.region();
		this.sent++;
		this.wire.ask(region.name(), () -> true, () -> {
			execute(region, write);
			return true;
		}).whenComplete((done, ex) -> {
			this.sent--;
			if (ex != null) {
				this.tally.lostAnswers++;
				this.committed.add(write);
			}
			else {
				this.tally.writes++;
				write.changes()
					.forEach((change) -> this.promises.returned(region, change.key(), change.version(), write.stale()));
			}
		});
	}

	private void execute(SimulatedRegion region, Write write) {
		LoggedRegion before = region.attached();
		List<Scope> scopes = write.changes().stream().map(Change::scope).toList();
		LoggedRegion after = before.invalidate(scopes, write.stale(), false, 0);
		long first = before.applied().getOrDefault(before.epoch(), 0L) + 1;
		for (int i = 0; i < scopes.size(); i++) {
			Change change = write.changes().get(i);
			this.promises.issued(new Position(before.epoch(), first + i), change.key(), change.version(),
					write.stale());
		}
		region.become((region.flaw() == Flaw.RECORD_OUTSIDE_THE_SCRIPT)
				? RecordsApart.split(before, after, region, this.wire, () -> true) : after);
	}

	/**
	 * Invalidate something in one region that concerns no other.
	 */
	void invalidateAtHome() {
		SimulatedRegion region = this.regions.get(this.random.nextInt(this.regions.size()));
		int key = this.random.nextInt(SimulatedRegion.KEYS);
		region.become(region.attached().invalidate(List.of(SimulatedRegion.key(key)), false, true, 0));
	}

	/**
	 * Look up a key somewhere; what is missing will be loaded.
	 */
	void lookup() {
		SimulatedRegion region = this.regions.get(this.random.nextInt(this.regions.size()));
		int key = this.random.nextInt(SimulatedRegion.KEYS);
		Lease lease = region.attached().region().lease();
		if (region.judge(key) == Freshness.FRESH) {
			this.tally.hits++;
		}
		else {
			this.loads.add(new Load(region, key, lease, -1, region.state().positions()));
			while (this.random.nextBoolean()) {
				load();
			}
		}
	}

	/**
	 * Let a load make one step: read the database, or store what was read.
	 */
	void load() {
		if (this.loads.isEmpty()) {
			return;
		}
		int which = this.random.nextInt(this.loads.size());
		Load load = this.loads.get(which);
		if (load.version() < 0) {
			this.loads.set(which,
					new Load(load.region(), load.key(), load.lease(), this.database[load.key()], load.known()));
			return;
		}
		this.loads.remove(which);
		SimulatedRegion region = load.region();
		Lease now = region.attached().region().lease();
		region.store(load.key(), (region.flaw() == Flaw.LATE_LEASE) ? now : load.lease(), load.version());
		this.tally.lateFills += (region.judge(load.key()) == Freshness.FRESH) ? 0 : 1;
		ship(region, load.key(), load.version(), load.lease(),
				(region.flaw() == Flaw.VECTOR_FROM_THE_END) ? region.state().positions() : load.known());
	}

	private void ship(SimulatedRegion region, int key, int version, Lease lease, VersionVector known) {
		if (this.shipping) {
			this.wire.later(() -> true, () -> region.ship(lease, SimulatedRegion.value(key, version, known)));
		}
	}

	/**
	 * Let a put make one step: take its lease, write the database, or store and ship.
	 */
	void put() {
		if (!this.shipping) {
			return;
		}
		int which = this.random.nextInt(this.puts.size() + 1);
		if (which == this.puts.size()) {
			SimulatedRegion region = this.regions.get(this.random.nextInt(this.regions.size()));
			this.puts.add(new Put(region, this.random.nextInt(SimulatedRegion.KEYS), region.attached().region().lease(),
					region.state().positions(), -1));
			return;
		}
		Put put = this.puts.get(which);
		if (put.version() < 0) {
			this.puts.set(which,
					new Put(put.region(), put.key(), put.lease(), put.known(), ++this.database[put.key()]));
		}
		else {
			finish(this.puts.remove(which));
		}
	}

	void finishPuts() {
		while (!this.puts.isEmpty()) {
			put();
		}
	}

	private void finish(Put put) {
		SimulatedRegion region = put.region();
		LoggedRegion before = region.attached();
		boolean late = region.flaw() == Flaw.PUT_LEASES_AFTER_THE_BODY;
		Lease lease = late ? before.region().lease() : put.lease();
		VersionVector known = late ? before.positions() : put.known();
		List<Scope> covering = new ArrayList<>(
				List.of(Scope.ALL, Scope.cache("books"), SimulatedRegion.key(put.key())));
		covering.addAll(SimulatedRegion.tags(put.key()));
		boolean unmoved = before.region().unmoved(lease, covering);
		LoggedRegion after = before.invalidate(List.of(SimulatedRegion.key(put.key())), false, false, 0);
		Position position = new Position(after.epoch(), after.applied().get(after.epoch()));
		this.promises.issued(position, put.key(), put.version(), false);
		region.become(after);
		this.promises.returned(region, put.key(), put.version(), false);
		this.tally.writes++;
		if (unmoved) {
			region.store(put.key(), after.region().lease(), put.version());
			ship(region, put.key(), put.version(), after.region().lease(), known.and(position));
		}
	}

	boolean isDone() {
		return this.committed.isEmpty() && this.loads.isEmpty() && this.puts.isEmpty() && this.sent == 0;
	}

	int version(int key) {
		return this.database[key];
	}

	/**
	 * Load everything that is missing everywhere, at rest.
	 */
	void loadAll() {
		for (SimulatedRegion region : this.regions) {
			for (int key = 0; key < SimulatedRegion.KEYS; key++) {
				Lease lease = region.attached().region().lease();
				if (region.judge(key) != Freshness.FRESH) {
					region.store(key, lease, this.database[key]);
				}
			}
		}
	}

	private record Change(int key, int version, Scope scope) {

	}

	private record Write(SimulatedRegion region, List<Change> changes, boolean stale) {

	}

	private record Load(SimulatedRegion region, int key, Lease lease, int version, VersionVector known) {

	}

	private record Put(SimulatedRegion region, int key, Lease lease, VersionVector known, int version) {

	}

}
