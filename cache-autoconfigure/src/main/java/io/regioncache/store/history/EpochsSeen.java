package io.regioncache.store.history;

import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/**
 * The epochs that this process has seen a region in. One that comes back after another is
 * that of a former primary which has never learned of its successor: it lacks what was
 * invalidated meanwhile.
 */
final class EpochsSeen {

	static final int CAPACITY = 1000;

	/**
	 * As many as a server tells of itself.
	 */
	private static final int NAMED = 16;

	private final Set<Long> former = new LinkedHashSet<>();

	private final Set<Long> named = new LinkedHashSet<>();

	private final AtomicLong last = new AtomicLong();

	private final AtomicBoolean guarded = new AtomicBoolean();

	/**
	 * Return the epoch that was seen last; 0 if none was.
	 */
	long last() {
		return this.last.get();
	}

	/**
	 * Whether another epoch was seen after this one.
	 */
	synchronized boolean hasEnded(long epoch) {
		return this.former.contains(epoch);
	}

	/**
	 * Whether other regions that know the epoch that was seen last may lack what was
	 * invalidated in former ones: its writers are still to send it again.
	 */
	boolean isGuarded() {
		return this.guarded.get();
	}

	/**
	 * Return the epochs in which writers registered, since they last did not.
	 */
	synchronized String guarded() {
		return this.named.stream().map((epoch) -> HexFormat.of().toHexDigits(epoch)).collect(Collectors.joining(" "));
	}

	void see(long epoch) {
		see(epoch, false);
	}

	/**
	 * Note that the region was seen in an epoch.
	 * @param guarded whether its writers register
	 */
	synchronized void see(long epoch, boolean guarded) {
		this.guarded.set(guarded);
		long before = this.last.get();
		if (before != 0 && epoch != before) {
			this.former.add(before);
			if (this.former.size() > CAPACITY) {
				this.former.remove(this.former.iterator().next());
			}
		}
		this.last.set(epoch);
		name(epoch, guarded);
	}

	private void name(long epoch, boolean guarded) {
		if (!guarded) {
			this.named.clear();
			return;
		}
		this.named.remove(epoch);
		this.named.add(epoch);
		if (this.named.size() > NAMED) {
			this.named.remove(this.named.iterator().next());
		}
	}

}
