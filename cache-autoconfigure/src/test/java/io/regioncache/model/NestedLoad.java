package io.regioncache.model;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

import io.regioncache.store.entry.Freshness;
import io.regioncache.store.entry.Lease;
import org.jspecify.annotations.Nullable;

/**
 * The loader of an outer entry reads an inner one, and both carry a tag. The outer entry
 * lies in the first region, the inner one in the last.
 *
 * @param protocol the rules
 * @param nearCache whether a near cache holds a copy of the inner entry
 */
record NestedLoad(Protocol protocol, boolean nearCache) {

	static Model<Nest> of(Protocol protocol, int regions, boolean nearCache) {
		// The regions count on their own: their clocks differ, and so do their epochs.
		List<ModelRegion> all = List.of(ModelRegion.LOST.attach("A", 1), ModelRegion.LOST.attach("B", 2).tick())
			.subList(0, regions);
		Entry inner = new Entry(all.get(regions - 1).lease(), 0);
		Nest start = new Nest(all, inner, nearCache ? inner : null, null, Stage.START, null, 0, 0, 0, false);
		NestedLoad load = new NestedLoad(protocol, nearCache);
		return Model.of(start, load::steps)
			.always(load::outerIsFresh)
			.atRest((nest) -> (nest.loader == Stage.DONE && nest.invalidated) ? null : "somebody waits for ever")
			.reaches("outer is stored, and fresh", (nest) -> nest.outer != null && nest.outer.version() == 1);
	}

	private void steps(Nest nest, BiConsumer<String, Nest> next) {
		if (nest.database == 0) {
			next.accept("writer commits", nest.committed());
		}
		else if (!nest.invalidated) {
			for (int i = 0; i < nest.regions.size(); i++) {
				if (nest.regions.get(i).marker(Protocol.TAG).latest() == 0) {
					next.accept("writer marks the tag in region " + i, nest.marked(i));
				}
			}
		}
		if (nest.near != null && !fresh(nest.near, nest.last())) {
			next.accept("near cache follows", nest.withoutNear());
		}
		switch (nest.loader) {
			case START -> next.accept("loader takes its lease", nest.leased(nest.first().lease()));
			case LEASED -> next.accept("loader reads inner", inner(nest));
			case LOADED -> next.accept("loader stores outer", nest.stored());
			default -> {
			}
		}
	}

	private Nest inner(Nest nest) {
		Entry cached = (nest.near != null) ? nest.near : nest.inner;
		if (nest.near != null || fresh(cached, nest.last())) {
			return nest.loaded(this.protocol.nested(nest.held(), cached.lease()), cached.version(), nest.inner);
		}
		// Loaded after the outer lease was taken: no older than the outer load itself.
		return nest.loaded(nest.held(), nest.database, new Entry(nest.last().lease(), nest.database));
	}

	private @Nullable String outerIsFresh(Nest nest) {
		Entry outer = nest.outer;
		return (outer != null && nest.invalidated && outer.version() == 0 && fresh(outer, nest.first()))
				? "outer is fresh, made of version 0; the invalidation for 1 has returned" : null;
	}

	private static boolean fresh(Entry entry, ModelRegion region) {
		return region.lookup(Protocol.OWN, Protocol.TAGS).judge(entry.lease(), Protocol.TAGS) == Freshness.FRESH;
	}

	enum Stage {

		START, LEASED, LOADED, DONE

	}

	record Nest(List<ModelRegion> regions, Entry inner, @Nullable Entry near, @Nullable Entry outer, Stage loader,
			@Nullable Lease lease, int version, int database, int marks, boolean invalidated) {

		ModelRegion first() {
			return this.regions.get(0);
		}

		ModelRegion last() {
			return this.regions.get(this.regions.size() - 1);
		}

		Lease held() {
			if (this.lease == null) {
				throw new IllegalStateException("The model is wrong: nothing is held at this stage");
			}
			return this.lease;
		}

		Nest committed() {
			return new Nest(this.regions, this.inner, this.near, this.outer, this.loader, this.lease, this.version, 1,
					0, false);
		}

		Nest marked(int region) {
			List<ModelRegion> marked = new ArrayList<>(this.regions);
			marked.set(region, marked.get(region).invalidate(Protocol.TAGS, false));
			int marks = this.marks + 1;
			return new Nest(List.copyOf(marked), this.inner, this.near, this.outer, this.loader, this.lease,
					this.version, this.database, marks, marks == marked.size());
		}

		Nest withoutNear() {
			return new Nest(this.regions, this.inner, null, this.outer, this.loader, this.lease, this.version,
					this.database, this.marks, this.invalidated);
		}

		Nest leased(Lease lease) {
			return new Nest(this.regions, this.inner, this.near, this.outer, Stage.LEASED, lease, this.version,
					this.database, this.marks, this.invalidated);
		}

		Nest loaded(Lease lease, int version, Entry inner) {
			return new Nest(this.regions, inner, this.near, this.outer, Stage.LOADED, lease, version, this.database,
					this.marks, this.invalidated);
		}

		Nest stored() {
			Entry stored = held().isVoid() ? null : new Entry(held(), this.version);
			return new Nest(this.regions, this.inner, this.near, stored, Stage.DONE, this.lease, this.version,
					this.database, this.marks, this.invalidated);
		}

	}

}
