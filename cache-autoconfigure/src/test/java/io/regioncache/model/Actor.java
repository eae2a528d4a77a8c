package io.regioncache.model;

import io.regioncache.store.entry.Lease;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who reads or writes, and how far it has come.
 *
 * @param role what it does
 * @param node the process it runs in
 * @param knowsTag whether it knows the entry's tag before it has seen the entry
 * @param at how far it has come
 * @param lease the lease it holds
 * @param version the version it has read or written, or -1
 * @param promised the oldest version it may be answered with
 * @param seen the metadata it has seen
 * @param found the entry it has found
 * @param leader the actor whose load it has joined, or -1
 */
record Actor(Role role, int node, boolean knowsTag, Stage at, @Nullable Lease lease, int version, int promised,
		@Nullable ModelRegion seen, @Nullable Entry found, int leader) {

	Actor(Role role, int node, boolean knowsTag) {
		this(role, node, knowsTag, Stage.START, null, -1, 0, null, null, -1);
	}

	Actor at(Stage stage) {
		return new Actor(this.role, this.node, this.knowsTag, stage, this.lease, this.version, this.promised, this.seen,
				this.found, this.leader);
	}

	Actor withLease(@Nullable Lease lease) {
		return new Actor(this.role, this.node, this.knowsTag, this.at, lease, this.version, this.promised, this.seen,
				this.found, this.leader);
	}

	Actor withVersion(int version) {
		return new Actor(this.role, this.node, this.knowsTag, this.at, this.lease, version, this.promised, this.seen,
				this.found, this.leader);
	}

	Actor promised(int version) {
		return new Actor(this.role, this.node, this.knowsTag, this.at, this.lease, this.version, version, this.seen,
				this.found, this.leader);
	}

	Actor sees(@Nullable ModelRegion metadata, @Nullable Entry entry) {
		return new Actor(this.role, this.node, this.knowsTag, this.at, this.lease, this.version, this.promised,
				metadata, entry, this.leader);
	}

	Actor joins(int other) {
		return new Actor(this.role, this.node, this.knowsTag, Stage.JOINED, this.lease, this.version, this.promised,
				this.seen, this.found, other);
	}

	enum Role {

		CALLER, LOCKING_CALLER, CUT_OFF, KEY_WRITER, TAG_WRITER, STALE_WRITER, PUTTER

	}

	enum Stage {

		START, HAS_ENTRY, HAS_METADATA, MUST_ASK_FOR_TAG, MISSED, LOADING, LOCKED, LOADED, JOINED, LEASED, COMMITTED,
		COMPARED, MARKED, DONE

	}

}
