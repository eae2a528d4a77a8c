package io.regioncache.model.redrive;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.stream.IntStream;

import io.regioncache.model.redrive.Home.Stored;
import io.regioncache.model.redrive.Server.Branch;
import io.regioncache.model.redrive.Server.Kind;
import io.regioncache.model.redrive.Server.Place;
import io.regioncache.model.redrive.World.Draft;
import io.regioncache.model.redrive.World.Returned;
import io.regioncache.model.redrive.World.Strike;
import io.regioncache.model.redrive.World.What;
import io.regioncache.model.redrive.Writer.Kept;
import io.regioncache.model.redrive.Writer.Status;
import org.jspecify.annotations.Nullable;

/**
 * The server of one region is replaced by one that lacks the end of its data. Each of the
 * other regions decides for itself whether it keeps its entries: it does once all the
 * writers that it knows of have sent again what may be lost.
 * <p>
 * The region itself serves what is of its present epoch, and what the others vouch for.
 * They read the log of the region itself; what they tell each other can only invalidate
 * more, and name epochs. A script is one step; the replacement and the first attach,
 * which begins the epoch, are one step too, since no answer counts before the attach.
 */
final class RedriveModel {

	private final Predicate<Rule> rules;

	private final ReaderSteps readers;

	private final WriterSteps writers;

	private final HomeSteps home;

	/**
	 * Create a model.
	 * @param broken the rule that a mutant breaks
	 * @param patient whether readers wait for all writers that are up
	 * @param slow whether answers take their time
	 */
	RedriveModel(@Nullable Rule broken, boolean patient, boolean slow) {
		this.rules = (rule) -> rule != broken;
		this.readers = new ReaderSteps(this.rules, patient);
		this.writers = new WriterSteps(this.rules, slow);
		this.home = new HomeSteps(this.rules);
	}

	void steps(World world, BiConsumer<String, World> next) {
		for (int at = 0; at < world.readers().size(); at++) {
			String name = "reader " + at + ' ';
			this.readers.steps(world, at, (label, after) -> next.accept(name + label, settled(after)));
		}
		for (int who = 0; who < world.writers().size(); who++) {
			String name = "writer " + who + ' ';
			this.writers.steps(world, who, (label, after) -> next.accept(name + label, settled(after)));
		}
		this.home.steps(world, (label, after) -> next.accept("home " + label, settled(after)));
		if (world.cut() != 0) {
			Draft healed = world.draft();
			healed.cut = 0;
			next.accept("links heal", settled(healed.done()));
		}
	}

	void faults(World world, BiConsumer<String, World> next) {
		for (Strike strike : new LinkedHashSet<>(world.strikes())) {
			List<Strike> left = new ArrayList<>(world.strikes());
			left.remove(strike);
			strike(world, strike, (after) -> {
				after.strikes = List.copyOf(left);
				next.accept(strike.toString(), settled(after.done()));
			});
		}
	}

	private void strike(World world, Strike strike, Consumer<Draft> next) {
		Draft after = world.draft();
		int on = strike.on();
		switch (strike.what()) {
			case REPLICA_CATCHES_UP -> after.saved = after.server;
			case FAILS_OVER -> replace(after, world.saved());
			case FALLS_BACK_TO_A_SNAPSHOT -> replace(after, world.first());
			case OLD_PRIMARY_COMES_BACK -> replace(after, world.former());
			case COMES_BACK_EMPTY -> comesBackEmpty(after, world.writers().get(on));
			case LOG_TRIMMED -> after.server = after.server.trim();
			case READER_FALLS_BACK -> after.reader(on, world.snapshots().get(on).level(false).entry(Reader.DEAD));
			case LINK_CUT -> after.cut |= 1 << on;
			case LOADS -> after.reader(on, world.readers().get(on).entry(world.database()));
			case LOADS_AT_HOME -> after.side = after.side.loads(Server.and(after.side.loads(),
					new Stored(after.database, after.server.epoch(), after.server.log().size())));
			case READER_INVALIDATES -> {
				after.database++;
				Reader reader = world.readers().get(on);
				after.reader(on, reader.marked(after.database).told(reader.told().with(after.database)));
				after.side = after.side.foreign(after.database);
			}
			case DIES -> after.writer(on, world.writers().get(on).with(Status.DEAD));
			case PAUSES -> after.writer(on, world.writers().get(on).with(Status.PAUSED));
		}
		boolean falls = strike.what() == What.DIES || strike.what() == What.PAUSES;
		if (!falls || world.writers().get(on).isUp()) {
			next.accept(after);
		}
	}

	private static void replace(Draft after, Server with) {
		after.former = after.server;
		after.server = with.begin(after.epochs);
		after.epochs++;
	}

	/**
	 * The process that attaches first names the epoch that it has known.
	 */
	private void comesBackEmpty(Draft after, Writer first) {
		int end = this.rules.test(Rule.EMPTY_LOG_BEGINS_ANEW) ? 0 : after.server.log().size();
		Branch former = new Branch(first.epoch(), end, Branch.NO_ENTRIES);
		boolean named = first.isUp() && this.rules.test(Rule.EMPTY_NAMES_ITS_FORMER);
		after.former = after.server;
		after.server = Server.empty(after.epochs, named ? List.of(former) : List.of(), after.readers.size());
		after.epochs++;
	}

	/**
	 * What is learned is learned at once: the sooner, the worse.
	 */
	private World settled(World world) {
		Draft after = world.draft();
		for (int at = 0; at < after.readers.size(); at++) {
			Reader reader = after.readers.get(at);
			if (Server.has(after.cut, at)) {
				continue;
			}
			if (reader.isLevelWith(after.server) && !reader.level()) {
				after.reader(at, reader.level(true));
			}
			if (reader.place().epoch() == after.server.epoch()) {
				after.server = after.server.told(at, reader.place());
			}
		}
		for (int who = 0; who < after.writers.size(); who++) {
			Writer writer = after.writers.get(who);
			if (writer.isUp() && writer.epoch() == after.server.epoch()) {
				after.writer(who, learned(writer, after.server));
			}
		}
		return after.done();
	}

	private Writer learned(Writer writer, Server server) {
		List<Kept> kept = new ArrayList<>();
		for (Kept item : writer.kept()) {
			if (!item.returned() || !isRead(server, item.epoch(), item.at(), Rule.KEPT_UNTIL_ALL_HAVE_READ)) {
				kept.add(item);
			}
		}
		boolean confirmed = writer.confirmed();
		for (int at = 0; at < server.log().size() && !confirmed && writer.id() != Writer.NONE; at++) {
			confirmed = server.log().get(at).kind() == Kind.REGISTERED && server.log().get(at).id() == writer.id()
					&& isRead(server, server.epoch(), at, Rule.REGISTRATION_READ_BY_ALL);
		}
		return writer.with(writer.todo(), List.copyOf(kept)).confirmed(confirmed);
	}

	private boolean isRead(Server server, int epoch, int at, Rule byAll) {
		IntPredicate read = (reader) -> {
			Place told = server.told().get(reader);
			return told.epoch() == epoch && told.read() > at;
		};
		IntStream readers = IntStream.range(0, server.told().size());
		return this.rules.test(byAll) ? readers.allMatch(read) : readers.anyMatch(read);
	}

	/**
	 * Whoever counts a former epoch as over serves nothing that is older than what was
	 * invalidated in it.
	 */
	@Nullable String wrong(World world, int warm) {
		String atHome = this.home.wrong(world);
		if (atHome != null || world.side().alone()) {
			return atHome;
		}
		for (int at = 0; at < world.readers().size(); at++) {
			Reader reader = world.readers().get(at);
			for (Returned item : world.returned()) {
				boolean over = item.epoch() < reader.place().epoch() && Server.has(reader.known(), item.epoch())
						&& (!reader.awaiting() || !this.rules.test(Rule.OVER_WHEN_SETTLED));
				if (over && isOlder(reader, item)) {
					return "reader %d serves version %d, and counts %s as applied".formatted(at, reader.entry(), item);
				}
			}
		}
		return ((world.flooded() & warm) != 0) ? "everything was marked although nobody had died" : null;
	}

	@Nullable String wrongAtRest(World world) {
		if (this.home.wrongAtRest(world) != null) {
			return this.home.wrongAtRest(world);
		}
		for (int at = 0; at < world.readers().size(); at++) {
			Reader reader = world.readers().get(at);
			if (reader.awaiting()) {
				return "reader " + at + " waits for ever";
			}
			for (Returned item : world.side().alone() ? List.<Returned>of() : world.returned()) {
				if (isOlder(reader, item)) {
					return "reader %d serves version %d for ever, %s is lost".formatted(at, reader.entry(), item);
				}
			}
		}
		for (Writer writer : world.writers()) {
			if (writer.isUp() && (writer.todo() > 0 || !writer.kept().isEmpty() || writer.again() != 0)) {
				return "a writer waits for ever: " + writer;
			}
		}
		return null;
	}

	private static boolean isOlder(Reader reader, Returned item) {
		return reader.entry() != Reader.DEAD && reader.entry() < item.version();
	}

}
