package io.regioncache.model.redrive;

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
 */
record Reader(Place place, int writers, boolean awaiting, boolean level, int known, int entry) {

	static final int DEAD = -1;

	Reader at(Place place) {
		return new Reader(place, this.writers, this.awaiting, this.level, this.known | 1 << place.epoch(), this.entry);
	}

	Reader writers(int writers) {
		return new Reader(this.place, writers, this.awaiting, this.level, this.known, this.entry);
	}

	Reader awaiting(boolean awaiting) {
		return new Reader(this.place, this.writers, awaiting, this.level, this.known, this.entry);
	}

	Reader level(boolean level) {
		return new Reader(this.place, this.writers, this.awaiting, level, this.known, this.entry);
	}

	Reader knows(int epoch) {
		return new Reader(this.place, this.writers, this.awaiting, this.level, this.known | 1 << epoch, this.entry);
	}

	Reader entry(int version) {
		return new Reader(this.place, this.writers, this.awaiting, this.level, this.known, version);
	}

	Reader marked(int version) {
		return (this.entry < version) ? entry(DEAD) : this;
	}

	boolean isLevelWith(Server server) {
		return this.place.epoch() == server.epoch() && this.place.read() == server.log().size();
	}

}
