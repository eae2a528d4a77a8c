package io.regioncache.model.redrive;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What lies on the server of the region that invalidates, and falls back as a whole.
 *
 * @param log its records, of all epochs that it descends from
 * @param branches where the log of each former epoch ends
 * @param registered bits: writers registered in the present epoch
 * @param trimmed how many of the first records are gone
 * @param told how far each of the other regions has said it has read
 * @param home its entry, and what is decided about it
 */
record Server(int epoch, List<Notice> log, List<Branch> branches, int registered, int trimmed, List<Place> told,
		Home home) {

	/**
	 * Begin an epoch on what is left of the last one.
	 */
	Server begin(int epoch) {
		int end = this.log.size();
		Server begun = new Server(epoch, this.log, and(this.branches, new Branch(this.epoch, end, end)), 0,
				this.trimmed, this.told, this.home);
		return begun.write(Kind.BEGUN, 0, 0, 0);
	}

	/**
	 * Begin an epoch where nothing is left.
	 * @param named the former epoch that whoever begins it has known, if there is one
	 */
	static Server empty(int epoch, List<Branch> named, int readers) {
		Server empty = new Server(epoch, List.of(), named, 0, 0, Collections.nCopies(readers, Place.NEVER),
				new Home(null, 0, epoch, 0));
		return empty.write(Kind.BEGUN, 0, 0, 0);
	}

	Server write(Kind kind, int id, int replaced, int version) {
		return new Server(this.epoch, and(this.log, new Notice(this.epoch, kind, id, replaced, version)), this.branches,
				this.registered, this.trimmed, this.told, this.home);
	}

	Server registered(int bits) {
		return new Server(this.epoch, this.log, this.branches, bits, this.trimmed, this.told, this.home);
	}

	Server trim() {
		return new Server(this.epoch, this.log, this.branches, this.registered, this.log.size(), this.told, this.home);
	}

	Server told(int reader, Place place) {
		Place known = this.told.get(reader);
		boolean news = known.epoch() != place.epoch() || known.read() < place.read();
		return news ? new Server(this.epoch, this.log, this.branches, this.registered, this.trimmed,
				with(this.told, reader, place), this.home) : this;
	}

	Server home(Home home) {
		return new Server(this.epoch, this.log, this.branches, this.registered, this.trimmed, this.told, home);
	}

	/**
	 * Return the versions, as bits, whose invalidations are in the log.
	 */
	int versions() {
		int versions = 0;
		for (Notice notice : this.log) {
			versions |= (notice.kind() == Kind.MARKED) ? 1 << notice.version() : 0;
		}
		return versions;
	}

	/**
	 * Where a log ends that this one branches off; -1 if it does not.
	 */
	int branch(int epoch) {
		for (Branch branch : this.branches) {
			if (branch.epoch() == epoch) {
				return branch.end();
			}
		}
		return -1;
	}

	static boolean has(int bits, int bit) {
		return (bits >> bit & 1) == 1;
	}

	static <T> List<T> with(List<T> list, int at, T element) {
		List<T> changed = new ArrayList<>(list);
		changed.set(at, element);
		return List.copyOf(changed);
	}

	static <T> List<T> and(List<T> list, T element) {
		List<T> longer = new ArrayList<>(list);
		longer.add(element);
		return List.copyOf(longer);
	}

	/**
	 * What a record says.
	 */
	enum Kind {

		MARKED, REGISTERED, LEFT, BEGUN

	}

	/**
	 * A record.
	 *
	 * @param id who has registered or left
	 * @param replaced bits: former ids of who has registered
	 * @param version of the origin that is the first after the invalidation
	 */
	record Notice(int epoch, Kind kind, int id, int replaced, int version) {

	}

	/**
	 * A former epoch.
	 *
	 * @param end how many records of its log survived
	 * @param clock up to which its leases may count; {@link #NO_ENTRIES} if none does
	 */
	record Branch(int epoch, int end, int clock) {

		static final int NO_ENTRIES = -1;

	}

	/**
	 * How far a log was read.
	 */
	record Place(int epoch, int read) {

		/** Of a region that has never read it. */
		static final Place NEVER = new Place(-1, 0);

	}

}
