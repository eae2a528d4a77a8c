package io.regioncache.model.redrive;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.stream.IntStream;

import io.regioncache.model.redrive.Home.Stored;
import io.regioncache.model.redrive.HomeSide.Said;
import io.regioncache.model.redrive.Server.Branch;
import io.regioncache.model.redrive.Server.Kind;
import io.regioncache.model.redrive.Server.Notice;
import io.regioncache.model.redrive.World.Draft;
import org.jspecify.annotations.Nullable;

/**
 * What happens in the region that invalidates besides invalidating: it loads, reads what
 * others have written, and decides which entries of former epochs count.
 *
 * @param rules which rules are kept
 */
record HomeSteps(Predicate<Rule> rules) {

	void steps(World world, BiConsumer<String, World> next) {
		if (!world.side().watched()) {
			return;
		}
		for (Stored load : world.side().loads()) {
			next.accept("stores " + load, store(world, load));
		}
		for (int at = 0; at < world.readers().size(); at++) {
			if (!Server.has(world.cut(), at)) {
				ask(world, at, next);
			}
		}
		if (isRecovering(world.server()) && mayDecide(world)) {
			next.accept("decides", decide(world));
		}
	}

	private void ask(World world, int at, BiConsumer<String, World> next) {
		Reader reader = world.readers().get(at);
		int missing = reader.told().versions() & ~read(world.server());
		if (missing != 0) {
			next.accept("reads the log of " + at, pull(world, reader, missing));
		}
		boolean vouches = !reader.awaiting() || !this.rules.test(Rule.VOUCHED_WHEN_SETTLED);
		Said said = new Said(reader.told().versions(), vouches ? reader.told().vouched() : 0);
		if (isRecovering(world.server()) && Server.has(said.vouched(), world.server().epoch())
				&& !said.equals(world.side().said().get(at))) {
			Draft after = world.draft();
			after.side = after.side.says(at, said);
			next.accept("asks " + at, after.done());
		}
	}

	private static boolean isRecovering(Server server) {
		return server.home().settledIn() != server.epoch();
	}

	private static int read(Server server) {
		return server.versions() | server.home().read();
	}

	private static World store(World world, Stored load) {
		Draft after = world.draft();
		List<Stored> loads = new ArrayList<>(world.side().loads());
		loads.remove(load);
		after.side = after.side.loads(List.copyOf(loads));
		after.server = after.server.home(after.server.home().with(load));
		return after.done();
	}

	private World pull(World world, Reader reader, int missing) {
		Draft after = world.draft();
		boolean hidden = (reader.told().hidden() & missing) != 0;
		for (int version = 1; version <= world.database(); version++) {
			boolean told = !world.side().alone()
					|| !Server.has(reader.told().hidden(), version) && this.rules.test(Rule.HOME_ONLY_COMES_BACK);
			if (Server.has(missing, version) && told) {
				after.server = after.server.write(Kind.MARKED, 0, 0, version);
			}
		}
		Home home = after.server.home().reads(missing);
		boolean givesUp = hidden && isRecovering(after.server) && this.rules.test(Rule.TRANSFER_GIVES_UP);
		after.server = after.server.home(givesUp ? home.settled(after.server.epoch(), 0) : home);
		after.side = after.side.reached(missing);
		return after.done();
	}

	private boolean mayDecide(World world) {
		return this.rules.test(Rule.ALL_ARE_ASKED) ? readers(world).allMatch((at) -> hasSaid(world, at))
				: readers(world).anyMatch((at) -> hasSaid(world, at));
	}

	private boolean hasSaid(World world, int at) {
		Said said = world.side().said().get(at);
		return Server.has(said.vouched(), world.server().epoch())
				&& ((said.versions() & ~read(world.server())) == 0 || !this.rules.test(Rule.TAIL_READ));
	}

	private World decide(World world) {
		int alive = readers(world).filter((at) -> hasSaid(world, at))
			.map((at) -> world.side().said().get(at).vouched())
			.reduce(-1, (all, vouched) -> all & vouched);
		Draft after = world.draft();
		after.server = after.server.home(after.server.home()
			.settled(after.server.epoch(), this.rules.test(Rule.EPOCHS_VOUCHED_FOR) ? alive : -1));
		after.side = after.side.forgets();
		return after.done();
	}

	private static IntStream readers(World world) {
		return IntStream.range(0, world.readers().size());
	}

	/**
	 * Whether the entry would be served.
	 */
	boolean isServed(Server server) {
		Stored entry = server.home().entry();
		if (entry == null) {
			return false;
		}
		for (int at = entry.lease(); at < server.log().size(); at++) {
			Notice notice = server.log().get(at);
			if (notice.kind() == Kind.MARKED) {
				return false;
			}
		}
		return entry.epoch() == server.epoch() || counts(server, entry);
	}

	private boolean counts(Server server, Stored entry) {
		boolean alive = !isRecovering(server) ? Server.has(server.home().alive(), entry.epoch())
				: !this.rules.test(Rule.OLD_ENTRIES_WAIT);
		for (Branch branch : server.branches()) {
			if (branch.epoch() == entry.epoch()) {
				return alive && (entry.lease() <= branch.clock() || !this.rules.test(Rule.LOST_LEASES_CUT));
			}
		}
		return false;
	}

	@Nullable String wrong(World world) {
		Stored entry = world.server().home().entry();
		if (!world.side().watched() || entry == null || !isServed(world.server())) {
			return null;
		}
		int newest = Integer.SIZE - 1 - Integer.numberOfLeadingZeros(world.side().reached());
		for (World.Returned item : world.returned()) {
			newest = Math.max(newest, item.version());
		}
		return (entry.version() < newest)
				? "home serves version %d, and has had the invalidation for %d".formatted(entry.version(), newest)
				: null;
	}

	@Nullable String wrongAtRest(World world) {
		return (world.side().watched() && isRecovering(world.server())) ? "home recovers for ever" : null;
	}

}
