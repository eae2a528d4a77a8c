package io.regioncache.model.redrive;

import java.util.ArrayList;
import java.util.List;

/**
 * A process of the region that invalidates.
 *
 * @param todo how often it will still invalidate
 * @param epoch that it has attached to
 * @param id under which it is registered, or {@link #NONE}
 * @param had bits: its former ids
 * @param confirmed whether the other regions have read its registration
 * @param again bits: versions that are still to be sent again
 */
record Writer(int todo, int epoch, int id, int had, boolean confirmed, List<Kept> kept, int again, Status status) {

	static final int NONE = -1;

	Writer attached(int epoch, int again, List<Kept> kept) {
		return new Writer(this.todo, epoch, NONE, had(this.id), false, kept, this.again | again, this.status);
	}

	Writer registered(int id) {
		return new Writer(this.todo, this.epoch, id, this.had, false, this.kept, this.again, this.status);
	}

	Writer unregistered() {
		return new Writer(this.todo, this.epoch, NONE, had(this.id), false, this.kept, this.again, this.status);
	}

	Writer sent(List<Kept> kept) {
		return new Writer(this.todo, this.epoch, this.id, this.had, this.confirmed, kept, 0, this.status);
	}

	Writer again(int versions) {
		return new Writer(this.todo, this.epoch, this.id, this.had, this.confirmed, this.kept, this.again | versions,
				this.status);
	}

	Writer with(int todo, List<Kept> kept) {
		return new Writer(todo, this.epoch, this.id, this.had, this.confirmed, kept, this.again, this.status);
	}

	Writer confirmed(boolean confirmed) {
		return new Writer(this.todo, this.epoch, this.id, this.had, confirmed, this.kept, this.again, this.status);
	}

	Writer with(Status status) {
		return new Writer(this.todo, this.epoch, this.id, this.had, this.confirmed, this.kept, this.again, status);
	}

	private int had(int id) {
		return this.had | ((id != NONE) ? 1 << id : 0);
	}

	int ids() {
		return had(this.id);
	}

	boolean isUp() {
		return this.status == Status.UP;
	}

	List<Kept> without(Kept item) {
		List<Kept> left = new ArrayList<>(this.kept);
		left.remove(item);
		return List.copyOf(left);
	}

	enum Status {

		UP, PAUSED, DEAD

	}

	/**
	 * An invalidation.
	 *
	 * @param at its place in the log
	 * @param returned whether its caller was told
	 */
	record Kept(int version, int epoch, int at, boolean returned) {

		Kept told() {
			return new Kept(this.version, this.epoch, this.at, true);
		}

	}

}
