package io.regioncache.replication;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

import io.regioncache.model.LoggedRegion;
import io.regioncache.replication.SimulatedRegion.Stored;
import io.regioncache.store.entry.Freshness;
import org.jspecify.annotations.Nullable;

/**
 * One history of a few regions: callers, pullers and faults in an order that the seed
 * decides, and what becomes of it when the faults have ended.
 */
final class Simulation {

	private static final int PASSES = 1000;

	private final SplittableRandom random;

	private final Tally tally = new Tally();

	private final Wire wire;

	private final Promises promises = new Promises();

	private final List<SimulatedRegion> regions = new ArrayList<>();

	private final Callers callers;

	private final SimulatedRoutes routes;

	private final @Nullable List<String> trace;

	private final Map<Fault, Boolean> enabled = new EnumMap<>(Fault.class);

	private final int faultsPerMille;

	private final int loss;

	private final int pulls;

	private final boolean shipping;

	private long epochs;

	private Simulation(long seed, @Nullable Flaw flaw, boolean shipping, @Nullable List<String> trace) {
		this.shipping = shipping;
		this.random = new SplittableRandom(seed);
		this.trace = trace;
		this.wire = new Wire(this.random);
		int count = 2 + this.random.nextInt(3);
		for (String name : List.of("A", "B", "C", "D").subList(0, count)) {
			this.regions.add(new SimulatedRegion(name, flaw, () -> ++this.epochs));
		}
		this.callers = new Callers(this.regions, this.random, this.wire, this.promises, this.tally, shipping);
		this.routes = new SimulatedRoutes(this.regions, this.random, this.wire, this.tally);
		boolean keepsEpochs = this.random.nextBoolean();
		for (Fault fault : Fault.values()) {
			boolean ends = fault.endsEpoch();
			this.enabled.put(fault, ends ? !keepsEpochs && this.random.nextInt(3) == 0 : this.random.nextInt(3) > 0);
		}
		int faults = 50 + this.random.nextInt(4) * (keepsEpochs ? 100 : 50);
		// Values are refused after most of them
		this.faultsPerMille = shipping ? faults / 10 : faults;
		this.pulls = 1 + this.random.nextInt(8);
		this.loss = this.random.nextInt(3) * 20;
	}

	/**
	 * Run a history.
	 * @return what has happened
	 * @throws BrokenPromise if a promise was broken
	 */
	static Tally run(long seed, @Nullable Flaw flaw) {
		return new Simulation(seed, flaw, flaw != null && flaw.isOfValues(), null).run();
	}

	/**
	 * Run a history in which values are put, and shipped to other regions.
	 * @return what has happened
	 * @throws BrokenPromise if a promise was broken
	 */
	static Tally runWithValues(long seed) {
		return new Simulation(seed, null, true, null).run();
	}

	/**
	 * Run a history again, and tell it.
	 */
	static List<String> tell(long seed, @Nullable Flaw flaw) {
		return tell(seed, flaw, flaw != null && flaw.isOfValues());
	}

	static List<String> tell(long seed, @Nullable Flaw flaw, boolean shipping) {
		List<String> trace = new ArrayList<>();
		try {
			new Simulation(seed, flaw, shipping, trace).run();
		}
		catch (BrokenPromise ex) {
			trace.add(String.valueOf(ex.getMessage()));
		}
		return trace;
	}

	private Tally run() {
		settle();
		this.callers.loadAll();
		this.wire.losing(this.loss);
		int steps = 100 + this.random.nextInt(300);
		for (int i = 0; i < steps; i++) {
			step();
		}
		this.wire.heal();
		note("healed");
		while (!this.wire.isQuiet() || !this.callers.isDone()) {
			advance();
		}
		settle();
		checkRest();
		return this.tally;
	}

	private void step() {
		if (this.random.nextInt(1000) < this.faultsPerMille) {
			strike(Fault.values()[this.random.nextInt(Fault.values().length)]);
		}
		else if (!this.wire.isQuiet() && this.random.nextInt(2) > 0) {
			this.wire.deliver();
			check("arrived");
		}
		else {
			if (this.shipping && this.random.nextInt(12) == 0) {
				this.callers.put();
				check("put");
			}
			switch (this.random.nextInt(12 + this.pulls)) {
				case 0, 1, 2 -> commit();
				case 3, 4, 5 -> this.callers.lookup();
				case 6, 7, 8 -> this.callers.load();
				case 9, 10 -> this.callers.invalidate();
				case 11 -> homeOnly();
				default -> this.routes.pull();
			}
			check("moved");
		}
	}

	private void commit() {
		// Of what is written all the time no value arrives
		if (!this.shipping || this.random.nextInt(6) == 0) {
			this.callers.commit();
		}
	}

	private void homeOnly() {
		if (this.random.nextInt(4) == 0) {
			this.callers.invalidateAtHome();
		}
	}

	/**
	 * Finish what callers have begun.
	 */
	private void advance() {
		if (!this.wire.isQuiet()) {
			this.wire.deliver();
		}
		this.callers.load();
		this.callers.invalidate();
		this.callers.finishPuts();
		check("advanced");
	}

	private void strike(Fault fault) {
		if (!Boolean.TRUE.equals(this.enabled.get(fault))) {
			return;
		}
		this.tally.faults++;
		SimulatedRegion region = this.regions.get(this.random.nextInt(this.regions.size()));
		switch (fault) {
			case PULLER_DIES -> this.routes.kill();
			case SECOND_PULLER -> this.routes.addSecond();
			case LINK_CUT -> this.wire.cut(SimulatedPuller.link(region.name(),
					this.regions.get(this.random.nextInt(this.regions.size())).name()));
			case LINKS_HEAL -> {
				this.wire.heal();
				this.wire.losing(this.loss);
			}
			case ANSWERS_LOST -> this.wire.losing(this.random.nextInt(400));
			case ROUTES_CHANGE -> this.routes.turn(true);
			default -> region.suffer(fault, this.random);
		}
		check(fault + " " + region.name());
	}

	/**
	 * Let the pullers run until nothing moves any more.
	 */
	private void settle() {
		for (int pass = 0; pass < PASSES; pass++) {
			this.routes.turn(false);
			List<LoggedRegion> before = this.regions.stream().map(SimulatedRegion::attached).toList();
			for (SimulatedPuller puller : this.routes.all()) {
				finish(puller);
			}
			List<LoggedRegion> after = this.regions.stream().map(SimulatedRegion::state).toList();
			if (before.equals(after) && this.routes.all().stream().allMatch(SimulatedPuller::isLevel)) {
				return;
			}
		}
		throw broken("The regions do not come to rest");
	}

	private void finish(SimulatedPuller puller) {
		if (!puller.isBusy()) {
			puller.round();
		}
		while (!this.wire.isQuiet()) {
			this.wire.deliver();
			check("settling");
		}
		if (puller.isBusy()) {
			throw broken("A puller waits for ever");
		}
	}

	private void checkRest() {
		SimulatedRegion first = this.regions.get(0);
		for (SimulatedRegion region : this.regions) {
			if (!region.state().applied().equals(first.state().applied())) {
				throw broken("At rest, %s has applied other positions than %s".formatted(region.name(), first.name()));
			}
			for (int key = 0; key < SimulatedRegion.KEYS; key++) {
				Stored entry = region.entry(key);
				if (entry != null && region.judge(key) == Freshness.FRESH
						&& entry.version() != this.callers.version(key)) {
					throw broken("At rest, %s serves version %d of key %d for ever, the database has %d"
						.formatted(region.name(), entry.version(), key, this.callers.version(key)));
				}
			}
		}
		this.callers.loadAll();
		for (SimulatedRegion region : this.regions) {
			for (int key = 0; key < SimulatedRegion.KEYS; key++) {
				if (region.judge(key) != Freshness.FRESH) {
					throw broken("At rest, %s does not serve what it has loaded".formatted(region.name()));
				}
			}
		}
	}

	private void check(String what) {
		note(what);
		String broken = this.promises.broken(this.regions);
		if (broken != null) {
			throw broken(broken);
		}
	}

	private void note(String what) {
		if (this.trace != null) {
			String states = this.regions.stream().map(SimulatedRegion::toString).collect(Collectors.joining("\n    "));
			this.trace.add(what + "\n    " + states);
		}
	}

	private BrokenPromise broken(String what) {
		return new BrokenPromise("%s (%s)".formatted(what, this.routes));
	}

	/**
	 * A promise was broken.
	 */
	static final class BrokenPromise extends RuntimeException {

		BrokenPromise(String message) {
			super(message, null, false, false);
		}

	}

}
