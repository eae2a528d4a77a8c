package io.regioncache.model.websession;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;

import io.regioncache.model.Model;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of one user in three regions: one that two requests change, and one of a
 * login after all were revoked.
 *
 * @param regions what each region's server holds
 * @param before the same, without what would be lost with the tail
 * @param kept what the processes of each region have revoked, as bits
 * @param settled what has been revoked as far as each region is concerned: it had
 * returned there, or was applied
 * @param saved the attributes whose changes have returned
 * @param isolated the region that no other reaches, -1 if there is none
 * @param faulty whether a server has lost anything
 * @param left how often each may still happen
 */
record WebSessions(List<RegionState> regions, List<RegionState> before, List<Integer> kept, List<Integer> settled,
		int saved, int isolated, boolean faulty, SortedMap<String, Integer> left) {

	private static final int REGIONS = 3;

	private static final int REVOCATIONS = RegionState.ONE | RegionState.ALL;

	static WebSessions begin(Map<String, Integer> left) {
		List<RegionState> regions = List.of(
				RegionState.EMPTY.first(RegionState.BASE).append(RegionState.shipped(RegionState.BASE)),
				RegionState.EMPTY, RegionState.EMPTY);
		return new WebSessions(regions, regions, List.of(0, 0, 0), List.of(0, 0, 0), RegionState.BASE, -1, false,
				new TreeMap<>(left));
	}

	Model<WebSessions> model(Set<Rule> broken) {
		Model<WebSessions> model = Model.of(this, (state, next) -> state.steps(broken, next))
			.withFaults((state, next) -> state.faults(next))
			.always((state) -> state.wrong(broken))
			.atRest((state) -> state.missing(broken))
			.reaches("the session is accepted where it did not begin", (state) -> state.attributes(2, broken) > 0);
		return this.left.containsKey("one") || this.left.containsKey("all")
				? model.reaches("it is refused everywhere", (state) -> !state.settled.contains(0)) : model;
	}

	private @Nullable String wrong(Set<Rule> broken) {
		for (int i = 0; i < REGIONS; i++) {
			if (this.settled.get(i) != 0 && attributes(i, broken) > 0) {
				return "region %d accepts a session that is revoked".formatted(i);
			}
		}
		return null;
	}

	private @Nullable String missing(Set<Rule> broken) {
		boolean revoked = this.kept.stream().anyMatch((bits) -> bits != 0)
				|| this.settled.stream().anyMatch((b) -> b != 0);
		boolean anywhere = this.regions.stream().anyMatch((region) -> (region.first() & RegionState.BASE) != 0);
		boolean later = this.regions.stream().anyMatch((region) -> region.second() != 0);
		for (int i = 0; i < REGIONS; i++) {
			if (anywhere && !revoked && (attributes(i, broken) & RegionState.BASE) == 0) {
				return "region %d does not accept a live session, or not all of it".formatted(i);
			}
			if (!this.faulty && !revoked && attributes(i, broken) != this.saved) {
				return "region %d lacks a change".formatted(i);
			}
			if (later && !acceptsSecond(i, broken)) {
				return "region %d does not accept the later session".formatted(i);
			}
		}
		return null;
	}

	private boolean reaches(int from, int to) {
		return from == to || (this.isolated != from && this.isolated != to);
	}

	private boolean isJudging(int region, Set<Rule> broken) {
		return this.regions.get(region).complete() || broken.contains(Rule.COMPLETE_BEFORE_ACCEPTING);
	}

	/**
	 * Return the attributes of the first session as a request in a region sees it, 0 if
	 * it is not accepted.
	 */
	private int attributes(int home, Set<Rule> broken) {
		RegionState own = this.regions.get(home);
		boolean refused = (own.revoked() & REVOCATIONS) != 0;
		if (!isJudging(home, broken) || (refused && (own.first() != 0 || !broken.contains(Rule.JUDGED_AT_HOME)))) {
			return 0;
		}
		if (own.first() != 0 || broken.contains(Rule.OTHERS_ARE_ASKED_ON_A_MISS)) {
			return own.first();
		}
		for (int i = 0; i < REGIONS; i++) {
			RegionState other = this.regions.get(i);
			if (reaches(home, i) && isJudging(i, broken) && (other.revoked() & REVOCATIONS) == 0
					&& other.first() != 0) {
				return other.first();
			}
		}
		return 0;
	}

	private boolean acceptsSecond(int home, Set<Rule> broken) {
		return isJudging(home, broken) && this.regions.stream()
			.anyMatch((region) -> region.second() != 0
					&& (this.regions.get(home).revoked() & RegionState.ALL) == 0 | (region.second() & 2) != 0);
	}

	private void steps(Set<Rule> broken, BiConsumer<String, WebSessions> next) {
		for (int i = 0; i < REGIONS; i++) {
			change(i, broken, next);
			revoke(i, next);
			login(i, broken, next);
			recover(i, broken, next);
			forget(i, broken, next);
			for (int source = 0; source < REGIONS; source++) {
				if (source != i && reaches(i, source)) {
					pull(i, source, broken, next);
				}
			}
		}
		if (this.isolated >= 0) {
			next.accept("the partition ends", isolated(-1));
		}
	}

	private void change(int region, Set<Rule> broken, BiConsumer<String, WebSessions> next) {
		int attribute = region + 1;
		int seen = attributes(region, broken);
		if (region < 2 && seen > 0 && may("change" + region)) {
			int all = seen | this.regions.get(region).first() | attribute;
			int shipped = broken.contains(Rule.WHOLE_SESSION_SHIPS) ? attribute : all;
			next.accept("a request changes the session in region " + region, spend("change" + region).saved(attribute)
				.with(region, this.regions.get(region).first(all).append(RegionState.shipped(shipped))));
		}
	}

	private void revoke(int region, BiConsumer<String, WebSessions> next) {
		if (may("one") && region != 1) {
			next.accept("the session is destroyed in region " + region, spend("one").revoked(region, RegionState.ONE));
		}
		if (may("all") && region != 1) {
			next.accept("all are destroyed in region " + region, spend("all").revoked(region, RegionState.ALL));
		}
		int again = this.kept.get(region) & ~this.regions.get(region).revoked();
		if (again != 0 && !this.regions.get(region).complete()) {
			next.accept("a process revokes again in region " + region,
					with(region, this.regions.get(region).revoke(again)));
		}
	}

	private void login(int region, Set<Rule> broken, BiConsumer<String, WebSessions> next) {
		RegionState own = this.regions.get(region);
		if (may("login") && (this.settled.get(region) & RegionState.ALL) != 0 && own.complete()) {
			int state = broken.contains(Rule.CARRIES_WHAT_IT_CAME_AFTER) ? 1 : 3;
			next.accept("the user logs in again in region " + region,
					spend("login").with(region, own.second(state).append(second(state))));
		}
	}

	private static int second(int state) {
		return (state == 3) ? 2 * RegionState.SECOND : RegionState.SECOND;
	}

	private void recover(int region, Set<Rule> broken, BiConsumer<String, WebSessions> next) {
		RegionState own = this.regions.get(region);
		boolean sentAgain = (this.kept.get(region) & ~own.revoked()) == 0 || broken.contains(Rule.REVOKED_AGAIN);
		if (own.complete() || !sentAgain) {
			return;
		}
		int learned = 0;
		int asked = 0;
		for (int i = 0; i < REGIONS; i++) {
			if (i != region && reaches(region, i)) {
				learned |= this.regions.get(i).revoked();
				asked++;
				if (broken.contains(Rule.EVERY_REGION_IS_ASKED)) {
					next.accept("region %d asks region %d alone".formatted(region, i),
							with(region, own.learn(this.regions.get(i).revoked()).completed()));
				}
			}
		}
		if (asked == REGIONS - 1) {
			next.accept("region %d asks all regions".formatted(region),
					settled(region, learned).with(region, own.learn(learned).completed()));
		}
	}

	/**
	 * By the time that a revocation is dropped, the copies that it has kept dead are gone
	 * wherever it was known.
	 */
	private void forget(int region, Set<Rule> broken, BiConsumer<String, WebSessions> next) {
		RegionState own = this.regions.get(region);
		if (may("forget") && (own.revoked() & RegionState.ONE) != 0) {
			boolean read = true;
			for (int i = 0; i < REGIONS; i++) {
				RegionState reader = this.regions.get(i);
				read &= i == region || (reader.epochOf(region) == own.epoch()
						&& (own.log() & ~reader.readOf(region)) == 0 && (reader.readOf(region) & RegionState.ONE) != 0);
			}
			if (read || broken.contains(Rule.KEPT_UNTIL_READ)) {
				next.accept("region %d forgets a revocation".formatted(region),
						spend("forget").with(region, own.forget(RegionState.ONE).first(0)).forgetting(region));
			}
		}
	}

	private void pull(int home, int source, Set<Rule> broken, BiConsumer<String, WebSessions> next) {
		RegionState own = this.regions.get(home);
		RegionState other = this.regions.get(source);
		if (own.epochOf(source) != other.epoch()) {
			boolean brings = !broken.contains(Rule.TRANSFER_BRINGS_REVOCATIONS);
			RegionState told = own.learn(brings ? other.revoked() : 0).cursor(source, other.epoch(), other.log());
			next.accept("region %d transfers the state of region %d".formatted(home, source),
					settled(home, other.revoked()).with(home,
							told.append(brings ? other.revoked() & ~own.revoked() : 0)));
			return;
		}
		int news = other.log() & ~own.readOf(source);
		if (news != 0) {
			next.accept("region %d reads the log of region %d".formatted(home, source),
					settled(home, news & REVOCATIONS).with(home,
							apply(own, news, isUnfamiliar(home, source) ? broken : Set.of(), broken).cursor(source,
									other.epoch(), other.log())));
		}
	}

	/**
	 * Whether what is read may be of an epoch that the reader does not know yet.
	 */
	private boolean isUnfamiliar(int home, int source) {
		for (int i = 0; i < REGIONS; i++) {
			if (i != home && i != source && this.regions.get(home).epochOf(i) != this.regions.get(i).epoch()) {
				return true;
			}
		}
		return false;
	}

	private static RegionState apply(RegionState own, int news, Set<Rule> unfamiliar, Set<Rule> broken) {
		RegionState applied = own.append(news & REVOCATIONS);
		if (!unfamiliar.contains(Rule.HEEDED_IN_ANY_EPOCH)) {
			applied = applied.revoke(news & REVOCATIONS);
		}
		for (int state : new int[] { 1, 3 }) {
			applied = ((news & second(state)) != 0) ? applied.second(applied.second() | state) : applied;
		}
		for (int attributes = 1; attributes < 8; attributes++) {
			if ((news & RegionState.shipped(attributes)) != 0) {
				boolean merged = !broken.contains(Rule.ARRIVALS_ARE_MERGED);
				applied = applied.first(merged ? applied.first() | attributes : attributes);
			}
		}
		return applied;
	}

	private void faults(BiConsumer<String, WebSessions> next) {
		for (int i = 0; i < REGIONS; i++) {
			int epoch = this.regions.get(i).epoch() + 1;
			if (may("lose")) {
				next.accept("region %d loses its tail".formatted(i), lost(i, this.before.get(i).begun(epoch), "lose"));
			}
			if (may("empty")) {
				next.accept("region %d comes back empty".formatted(i), lost(i,
						RegionState.EMPTY.cursor(0, -1, 0).cursor(1, -1, 0).cursor(2, -1, 0).begun(epoch), "empty"));
			}
			if (may("isolate") && this.isolated < 0) {
				next.accept("region %d is cut off".formatted(i), spend("isolate").isolated(i));
			}
			if (may("trim")) {
				next.accept("region %d trims its log".formatted(i), trimmed(i));
			}
			if (may("die") && this.kept.get(i) != 0 && isKnownElsewhere(i)) {
				next.accept("the processes of region %d die".formatted(i), spend("die").kept(i, 0));
			}
		}
	}

	private boolean isKnownElsewhere(int region) {
		for (int i = 0; i < REGIONS; i++) {
			if (i != region && (this.kept.get(region) & ~this.regions.get(i).revoked()) == 0) {
				return true;
			}
		}
		return false;
	}

	private WebSessions lost(int region, RegionState left, String fault) {
		WebSessions lost = spend(fault).with(region, left);
		return new WebSessions(lost.regions, lost.regions, lost.kept, lost.settled, lost.saved, lost.isolated, true,
				lost.left);
	}

	private WebSessions trimmed(int region) {
		RegionState source = this.regions.get(region);
		List<RegionState> cut = new ArrayList<>(this.regions);
		List<RegionState> cutBefore = new ArrayList<>(this.before);
		for (int i = 0; i < REGIONS; i++) {
			RegionState reader = this.regions.get(i);
			if (i != region && (source.log() & ~reader.readOf(region)) != 0) {
				cut.set(i, reader.cursor(region, -1, 0));
				cutBefore.set(i, this.before.get(i).cursor(region, -1, 0));
			}
		}
		cut.set(region, source.trimmed());
		WebSessions spent = spend("trim");
		return new WebSessions(List.copyOf(cut), List.copyOf(cutBefore), spent.kept, spent.settled, spent.saved,
				spent.isolated, true, spent.left);
	}

	private boolean may(String what) {
		return this.left.getOrDefault(what, 0) > 0;
	}

	private WebSessions spend(String what) {
		SortedMap<String, Integer> less = new TreeMap<>(this.left);
		less.merge(what, -1, Integer::sum);
		return new WebSessions(this.regions, this.before, this.kept, this.settled, this.saved, this.isolated,
				this.faulty, less);
	}

	private WebSessions with(int region, RegionState state) {
		List<RegionState> changed = set(this.regions, region, state);
		boolean matters = may("lose");
		return new WebSessions(changed, matters ? set(this.before, region, this.regions.get(region)) : changed,
				this.kept, this.settled, this.saved, this.isolated, this.faulty, this.left);
	}

	private WebSessions revoked(int region, int what) {
		return settled(region, what).kept(region, this.kept.get(region) | what)
			.with(region, this.regions.get(region).revoke(what));
	}

	private WebSessions kept(int region, int what) {
		return new WebSessions(this.regions, this.before, set(this.kept, region, what), this.settled, this.saved,
				this.isolated, this.faulty, this.left);
	}

	/**
	 * A process keeps a revocation no longer than its region.
	 */
	private WebSessions forgetting(int region) {
		return kept(region, this.kept.get(region) & ~RegionState.ONE);
	}

	private WebSessions settled(int region, int what) {
		return new WebSessions(this.regions, this.before, this.kept,
				set(this.settled, region, this.settled.get(region) | what), this.saved, this.isolated, this.faulty,
				this.left);
	}

	private WebSessions saved(int attribute) {
		return new WebSessions(this.regions, this.before, this.kept, this.settled, this.saved | attribute,
				this.isolated, this.faulty, this.left);
	}

	private WebSessions isolated(int region) {
		return new WebSessions(this.regions, this.before, this.kept, this.settled, this.saved, region, this.faulty,
				this.left);
	}

	private static <T> List<T> set(List<T> list, int index, T value) {
		List<T> changed = new ArrayList<>(list);
		changed.set(index, value);
		return List.copyOf(changed);
	}

}
