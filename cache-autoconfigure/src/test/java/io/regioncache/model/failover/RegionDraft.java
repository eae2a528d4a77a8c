package io.regioncache.model.failover;

import java.util.ArrayList;
import java.util.List;

import io.regioncache.model.failover.Region.Ancestor;
import io.regioncache.model.failover.Region.Cached;
import io.regioncache.model.failover.Region.Cursor;
import io.regioncache.model.failover.Region.Kind;
import io.regioncache.model.failover.Region.Logged;
import org.jspecify.annotations.Nullable;

/**
 * A region while a script changes it.
 */
final class RegionDraft {

	int epoch;

	List<Integer> applied;

	List<Cursor> cursors;

	boolean complete;

	List<Ancestor> lineage;

	int clock;

	int begun;

	int x;

	int all;

	List<Logged> log;

	int trimmed;

	int known;

	int gone;

	int redriven;

	List<Cursor> heard;

	int witness;

	int settled;

	@Nullable Cached entry;

	RegionDraft(Region region) {
		this.epoch = region.epoch();
		this.applied = region.applied();
		this.cursors = region.cursors();
		this.complete = region.complete();
		this.lineage = region.lineage();
		this.clock = region.clock();
		this.begun = region.begun();
		this.x = region.x();
		this.all = region.all();
		this.log = region.log();
		this.trimmed = region.trimmed();
		this.known = region.known();
		this.gone = region.gone();
		this.redriven = region.redriven();
		this.heard = region.heard();
		this.witness = region.witness();
		this.settled = region.settled();
		this.entry = region.entry();
	}

	Region done() {
		return new Region(this.epoch, this.applied, this.cursors, this.complete, this.lineage, this.clock, this.begun,
				this.x, this.all, this.log, this.trimmed, this.known, this.gone, this.redriven, this.heard,
				this.witness, this.settled, this.entry);
	}

	RegionDraft raise(int epoch, int sequence) {
		this.applied = Region.with(this.applied, epoch, Math.max(this.applied.get(epoch), sequence));
		return this;
	}

	RegionDraft issue(Kind kind) {
		return issue(kind, 0, 0, 0);
	}

	/**
	 * Write a record of the region's own.
	 */
	RegionDraft issue(Kind kind, int ids, int replaced, int epochs) {
		int sequence = this.applied.get(this.epoch) + 1;
		return take(new Logged(this.epoch, sequence, kind, ids, replaced, epochs, List.of()), true);
	}

	/**
	 * Marker, registry, position and log, in one script, for a record of its own or of
	 * another region.
	 */
	RegionDraft take(Logged record, boolean own) {
		raise(record.epoch(), record.sequence());
		this.log = Region.and(this.log, record);
		switch (record.kind()) {
			case MARKED -> this.x = ++this.clock;
			case REGISTERED -> {
				this.known |= record.ids();
				this.gone |= record.replaced();
			}
			case REMOVED -> this.gone |= record.ids();
			case COMPLETE -> settle(record);
			case EVERYTHING -> {
				settle(record);
				// What was loaded in this epoch is newer than all that may be lost
				this.all = own ? Math.max(this.all, this.begun) : ++this.clock;
			}
			default -> {
			}
		}
		return this;
	}

	private void settle(Logged record) {
		this.settled |= record.epochs();
		this.gone |= record.ids();
	}

	/**
	 * Take over another region's state, in one step.
	 */
	RegionDraft transfer(int from, Region source, Rules rules) {
		List<Integer> highest = new ArrayList<>();
		boolean ahead = false;
		for (int i = 0; i < this.applied.size(); i++) {
			highest.add(Math.max(source.applied(i), this.applied.get(i)));
			ahead |= source.applied(i) > this.applied.get(i);
		}
		if (ahead) {
			this.clock++;
			this.x = (source.x() > 0) ? this.clock : this.x;
			this.all = (source.all() > 0) ? this.clock : this.all;
		}
		if (rules.keep(Rule.TRANSFER_CARRIES_REGISTRY)) {
			this.known |= source.known();
			this.gone |= source.gone();
		}
		this.applied = List.copyOf(highest);
		this.settled |= source.settled();
		cursor(from, source.epoch(), source.log().size());
		if (ahead && rules.keep(Rule.TRANSFER_LEAVES_RECORD)) {
			this.log = Region.and(this.log, new Logged(this.epoch, 0, Kind.TRANSFERRED, 0, 0, 0, this.applied));
		}
		return this;
	}

	RegionDraft cursor(int from, int epoch, int read) {
		this.cursors = Region.with(this.cursors, from, new Cursor(epoch, read));
		return this;
	}

}
