package io.regioncache.model.failover;

import java.util.List;

/**
 * A process: registers, invalidates, keeps, sends again.
 *
 * @param home its region
 * @param todo how often it will still invalidate
 * @param id its present id, or {@link Region#NONE}
 * @param had bits: its former ids, which may come back with a server that falls back
 * @param confirmed whether the other region has its registration
 * @param epoch that it has attached to
 * @param slow whether answers take their time; else they are there with the script
 */
record Node(int home, int todo, int id, int had, boolean confirmed, int epoch, List<Kept> kept, Status at,
		boolean slow) {

	Node identified(int id, int had) {
		return new Node(this.home, this.todo, id, had, false, this.epoch, this.kept, this.at, this.slow);
	}

	Node with(int todo, List<Kept> kept) {
		return new Node(this.home, todo, this.id, this.had, this.confirmed, this.epoch, kept, this.at, this.slow);
	}

	Node attached(int epoch, List<Kept> kept) {
		return new Node(this.home, this.todo, this.id, this.had, this.confirmed, epoch, kept, this.at, this.slow);
	}

	Node confirmed(boolean confirmed) {
		return new Node(this.home, this.todo, this.id, this.had, confirmed, this.epoch, this.kept, this.at, this.slow);
	}

	Node at(Status at) {
		return new Node(this.home, this.todo, this.id, this.had, this.confirmed, this.epoch, this.kept, at, this.slow);
	}

	boolean isUp() {
		return this.at == Status.UP;
	}

	int ownIds() {
		return this.had | ((this.id != Region.NONE) ? 1 << this.id : 0);
	}

	enum Status {

		UP, PAUSED, DEAD

	}

	/**
	 * An invalidation that may have to be sent again.
	 */
	record Kept(int version, int epoch, int sequence, boolean returned) {

		Kept answered() {
			return new Kept(this.version, this.epoch, this.sequence, true);
		}

	}

	/**
	 * A load, which may begin at any time, for entries expire, and reads the origin at
	 * once, the worst it can do.
	 */
	record Loading(int home, Stage stage, Region.Cached entry) {

		static final Region.Cached NOTHING = new Region.Cached(Region.NONE, 0, 0);

		enum Stage {

			IDLE, LOADED, DONE

		}

	}

}
