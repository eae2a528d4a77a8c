package io.regioncache.replication;

import java.util.ArrayList;
import java.util.List;

import io.regioncache.model.LoggedRegion;
import io.regioncache.replication.SimulatedRegion.Stored;
import io.regioncache.store.entry.Freshness;
import io.regioncache.store.entry.Lease;
import io.regioncache.store.log.Position;
import io.regioncache.store.entry.Scope;
import org.jspecify.annotations.Nullable;

/**
 * Two or three regions, one key, and everybody around it: one state of a model.
 *
 * @param regions the regions
 * @param parties who writes, loads and pulls
 * @param strikes what has not gone wrong yet
 * @param database the newest version
 * @param epochs how many epochs have begun
 * @param writes what was invalidated where
 * @param saved what the replica of a region has received
 */
record Globe(List<Regional> regions, List<Party> parties, List<Strike> strikes, int database, int epochs,
		List<Write> writes, @Nullable Regional saved) {

	static final Scope KEY = Scope.key("books", "1");

	static final Scope OTHER = Scope.tag("other");

	Regional region(int at) {
		return this.regions.get(at);
	}

	Globe with(int at, Regional region) {
		return new Globe(changed(this.regions, at, region), this.parties, this.strikes, this.database, this.epochs,
				this.writes, this.saved);
	}

	Globe with(int at, LoggedRegion state) {
		return with(at, new Regional(state, region(at).entry()));
	}

	Globe with(int who, Party party) {
		return new Globe(this.regions, changed(this.parties, who, party), this.strikes, this.database, this.epochs,
				this.writes, this.saved);
	}

	Globe committed() {
		return new Globe(this.regions, this.parties, this.strikes, this.database + 1, this.epochs, this.writes,
				this.saved);
	}

	Globe written(Position position, int version) {
		List<Write> writes = new ArrayList<>(this.writes);
		writes.add(new Write(position, version));
		return new Globe(this.regions, this.parties, this.strikes, this.database, this.epochs, List.copyOf(writes),
				this.saved);
	}

	Globe begins() {
		return new Globe(this.regions, this.parties, this.strikes, this.database, this.epochs + 1, this.writes,
				this.saved);
	}

	Globe saves(Regional saved) {
		return new Globe(this.regions, this.parties, this.strikes, this.database, this.epochs, this.writes, saved);
	}

	Globe without(Strike strike) {
		List<Strike> left = new ArrayList<>(this.strikes);
		left.remove(strike);
		return new Globe(this.regions, this.parties, List.copyOf(left), this.database, this.epochs, this.writes,
				this.saved);
	}

	private static <T> List<T> changed(List<T> list, int at, T element) {
		List<T> changed = new ArrayList<>(list);
		changed.set(at, element);
		return List.copyOf(changed);
	}

	/**
	 * A region and its entry.
	 */
	record Regional(LoggedRegion state, @Nullable Stored entry) {

		boolean serves() {
			return this.entry != null && this.state.region()
				.lookup(List.of(Scope.ALL, KEY), List.of())
				.judge(this.entry.lease(), List.of()) == Freshness.FRESH;
		}

		int version() {
			return (this.entry != null) ? this.entry.version() : -1;
		}

	}

	/**
	 * Somebody, and how far it has come.
	 *
	 * @param role what it does
	 * @param region where
	 * @param source the region a puller reads from
	 * @param stage how many steps a writer or loader has made
	 * @param lease the lease of a loader
	 * @param version what a writer has written, or a loader read
	 * @param answers what a puller was told in its round
	 */
	record Party(Role role, int region, int source, int stage, @Nullable Lease lease, int version,
			List<Object> answers) {

		static Party of(Role role, int region) {
			return new Party(role, region, -1, 0, null, 0, List.of());
		}

		static Party pull(int region, int source) {
			return new Party(Role.PULLER, region, source, 0, null, 0, List.of());
		}

		Party next(@Nullable Lease lease, int version) {
			return new Party(this.role, this.region, this.source, this.stage + 1, lease, version, this.answers);
		}

		Party told(List<Object> answers) {
			return new Party(this.role, this.region, this.source, this.stage, this.lease, this.version, answers);
		}

		Party from(int source) {
			return pull(this.region, source);
		}

	}

	enum Role {

		WRITER, OTHER_WRITER, LOADER, PULLER

	}

	/**
	 * Something that will go wrong once.
	 */
	record Strike(Fault fault, int region) {

	}

	/**
	 * An invalidation of the key.
	 */
	record Write(Position position, int version) {

	}

}
