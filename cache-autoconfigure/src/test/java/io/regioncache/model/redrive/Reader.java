package io.regioncache.model.redrive;

import java.util.List;

import io.regioncache.model.redrive.Server.Branch;
import io.regioncache.model.redrive.Server.Place;

/**
 * Another region, with one entry.
 *
 * @param place how far it has read
 * @param writers bits: those that it knows to be registered
 * @param awaiting whether it waits for writers of former epochs
 * @param level whether it has been level since its own server was replaced
 * @param known bits: epochs that it knows, by itself or from others
 * @param entry the version of its entry; {@link #DEAD} if that may not be served
 * @param told what it tells of the region that invalidates
 * @param lineage the former epochs of its log, as it has read them
 */
record Reader(Place place, int writers, boolean awaiting, boolean level, int known, int entry, Told told,
		List<Branch> lineage) {

	static final int DEAD = -1;

	Reader at(Place place) {
		return new Reader(place, this.writers, this.awaiting, this.level, this.known | 1 << place.epoch(), this.entry,
				this.told, this.lineage);
	}

	Reader writers(int writers) {
		return new Reader(this.place, writers, this.awaiting, this.level, this.known, this.entry, this.told,
				this.lineage);
	}

	Reader awaiting(boolean awaiting) {
		return new Reader(this.place, this.writers, awaiting, this.level, this.known, this.entry, this.told,
				this.lineage);
	}

	Reader level(boolean level) {
		return new Reader(this.place, this.writers, this.awaiting, level, this.known, this.entry, this.told,
				this.lineage);
	}

	Reader knows(int epoch) {
		return new Reader(this.place, this.writers, this.awaiting, this.level, this.known | 1 << epoch, this.entry,
				this.told, this.lineage);
	}

	Reader entry(int version) {
		return new Reader(this.place, this.writers, this.awaiting, this.level, this.known, version, this.told,
				this.lineage);
	}

	Reader marked(int version) {
		return (this.entry < version) ? entry(DEAD) : this;
	}

	Reader told(Told told) {
		return new Reader(this.place, this.writers, this.awaiting, this.level, this.known, this.entry, told,
				this.lineage);
	}

	Reader lineage(List<Branch> lineage) {
		return new Reader(this.place, this.writers, this.awaiting, this.level, this.known, this.entry, this.told,
				lineage);
	}

	boolean isLevelWith(Server server) {
		return this.place.epoch() == server.epoch() && this.place.read() == server.log().size();
	}

	/**
	 * What a reader tells, where that matters.
	 *
	 * @param versions bits: those whose invalidations are in its log, or its own
	 * @param hidden bits: those that it has taken over with the state, so that its log
	 * does not name them
	 * @param vouched bits: epochs of which nothing is lost, once it awaits nobody
	 */
	record Told(int versions, int hidden, int vouched) {

		static final Told NOTHING = new Told(0, 0, 0);

		Told with(int version) {
			return new Told(this.versions | 1 << version, this.hidden, this.vouched);
		}

		Told hides(int versions) {
			return new Told(this.versions | versions, this.hidden | versions & ~this.versions, this.vouched);
		}

		Told vouches(int epochs) {
			return new Told(this.versions, this.hidden, epochs);
		}

	}

}
