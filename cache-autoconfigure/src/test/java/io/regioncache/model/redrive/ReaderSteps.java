package io.regioncache.model.redrive;

import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

import io.regioncache.model.redrive.Server.Branch;
import io.regioncache.model.redrive.Server.Kind;
import io.regioncache.model.redrive.Server.Notice;
import io.regioncache.model.redrive.Server.Place;
import io.regioncache.model.redrive.World.Draft;

/**
 * What another region does: it reads the log, and decides whether its entry is kept.
 *
 * @param rules which rules are kept
 * @param patient whether it waits for all that are up, as it does if they are quick
 */
record ReaderSteps(Predicate<Rule> rules, boolean patient) {

	void steps(World world, int at, BiConsumer<String, World> next) {
		Reader reader = world.readers().get(at);
		if (reader.awaiting() && (!this.patient || misses(world, reader))) {
			next.accept("gives up", givesUp(world, at).done());
		}
		for (Reader other : world.readers()) {
			int epoch = other.place().epoch();
			if (!other.place().equals(Place.NEVER) && !Server.has(reader.known(), epoch)) {
				next.accept("hears of epoch " + epoch, world.draft().reader(at, reader.knows(epoch)).done());
			}
		}
		if (!Server.has(world.cut(), at)) {
			read(world, at, next);
		}
	}

	private static boolean misses(World world, Reader reader) {
		int missing = world.former(reader.writers(), reader.place().epoch());
		for (Writer writer : world.writers()) {
			missing &= writer.isUp() ? ~writer.ids() : -1;
		}
		return missing != 0;
	}

	private Draft givesUp(World world, int at) {
		Reader reader = world.readers().get(at);
		int present = reader.writers() & ~world.former(reader.writers(), reader.place().epoch());
		Reader settled = reader.writers(present).awaiting(false);
		return this.rules.test(Rule.LATE_MEANS_EVERYTHING) ? everything(world, at, disowned(world, settled))
				: world.draft().reader(at, settled);
	}

	/**
	 * Nothing is known of what was invalidated before its present epoch.
	 */
	private Reader disowned(World world, Reader reader) {
		int before = this.rules.test(Rule.VOUCHED_SINCE_EVERYTHING) ? 0 : reader.told().vouched();
		return world.side().watched() ? reader.told(reader.told().vouches(before | 1 << reader.place().epoch()))
				: reader;
	}

	private static Draft everything(World world, int at, Reader reader) {
		Draft after = world.draft().reader(at, reader.entry(Reader.DEAD));
		after.flooded |= 1 << at;
		return after;
	}

	private void read(World world, int at, BiConsumer<String, World> next) {
		Server server = world.server();
		Place place = world.readers().get(at).place();
		int from = place.read();
		if (place.equals(Place.NEVER) && meets(server)) {
			next.accept("meets the region", meet(world, at).done());
			return;
		}
		if (place.epoch() != server.epoch()) {
			int branch = branch(server, world.readers().get(at));
			if (branch < 0) {
				next.accept("transfers the state", transfer(world, at).done());
				return;
			}
			from = this.rules.test(Rule.CURSOR_CUT) ? Math.min(from, branch) : from;
		}
		if (from < server.trimmed()) {
			next.accept("transfers what was trimmed", transfer(world, at).done());
		}
		else if (from < server.log().size()) {
			Notice notice = server.log().get(from);
			next.accept("reads " + notice, apply(world, at, notice, new Place(notice.epoch(), from + 1)).done());
		}
	}

	/**
	 * Where the log branches off the one that was read; or both branch off a third, which
	 * was read as well.
	 */
	private static int branch(Server server, Reader reader) {
		int branch = server.branch(reader.place().epoch());
		for (int i = reader.lineage().size() - 1; i >= 0 && branch < 0; i--) {
			Branch ancestor = reader.lineage().get(i);
			branch = Math.min(server.branch(ancestor.epoch()), ancestor.end());
		}
		return branch;
	}

	/**
	 * Whether the log of a region that was never read is read from its beginning.
	 */
	private static boolean meets(Server server) {
		return server.trimmed() == 0 && server.branches().stream().allMatch((branch) -> branch.end() == 0);
	}

	private Draft meet(World world, int at) {
		Server server = world.server();
		Reader reader = world.readers().get(at);
		int from = this.rules.test(Rule.MET_FROM_THE_BEGINNING) ? 0 : server.log().size();
		Reader met = reader.at(new Place(server.epoch(), from));
		return world.draft()
			.reader(at, world.side().watched() ? met.told(met.told().vouches(1 << server.epoch())) : met);
	}

	private Draft transfer(World world, int at) {
		Server server = world.server();
		Reader reader = world.readers().get(at);
		boolean awaits = reader.awaiting() || world.former(reader.writers(), server.epoch()) != 0;
		boolean everything = !Server.has(reader.known(), server.epoch())
				|| awaits && this.rules.test(Rule.TRANSFER_MARKS);
		Reader after = reader.at(new Place(server.epoch(), server.log().size()))
			.writers(server.registered())
			.awaiting(false)
			.lineage(List.of());
		for (Notice notice : server.log()) {
			after = (notice.kind() == Kind.MARKED && !world.side().alone()) ? after.marked(notice.version()) : after;
		}
		if (world.side().watched()) {
			boolean vouched = Server.has(after.told().vouched(), server.epoch()) && !everything;
			after = after.told(after.told()
				.hides(server.versions())
				.vouches(vouched ? after.told().vouched() : 1 << server.epoch()));
		}
		return everything ? everything(world, at, after) : world.draft().reader(at, after);
	}

	/**
	 * Whether an epoch is the one in which the region was met.
	 */
	private static boolean isMet(Reader reader, Place place) {
		return reader.place().equals(new Place(place.epoch(), 0)) && reader.writers() == 0;
	}

	private Draft apply(World world, int at, Notice notice, Place place) {
		Reader reader = world.readers().get(at).at(place);
		switch (notice.kind()) {
			case MARKED -> {
				reader = world.side().alone() ? reader : reader.marked(notice.version());
				reader = world.side().watched() ? reader.told(reader.told().with(notice.version())) : reader;
			}
			case REGISTERED -> reader = reader.writers(reader.writers() & ~notice.replaced() | 1 << notice.id());
			case LEFT -> reader = reader.writers(reader.writers() & ~(1 << notice.id()));
			case BEGUN -> {
				reader = reader.lineage(
						world.server().branches().stream().filter((branch) -> branch.end() < place.read()).toList());
				if (isMet(world.readers().get(at), place)) {
					return world.draft().reader(at, reader);
				}
				if (!reader.level() && this.rules.test(Rule.LEVEL_SINCE_OWN_EPOCH)) {
					return everything(world, at, disowned(world, reader.writers(0).awaiting(false)));
				}
				if (world.side().watched()) {
					reader = reader.told(reader.told().vouches(reader.told().vouched() | 1 << place.epoch()));
				}
				reader = reader.awaiting(reader.writers() != 0 && this.rules.test(Rule.WRITERS_AWAITED));
			}
		}
		boolean awaiting = reader.awaiting() && world.former(reader.writers(), place.epoch()) != 0;
		return world.draft().reader(at, reader.awaiting(awaiting));
	}

}
