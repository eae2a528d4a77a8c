package io.regioncache.cache.transaction;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.regioncache.store.entry.Scope;

/**
 * What waits for the commit of one transaction, which guards it.
 */
final class WaitingEffects {

	/**
	 * How much the values may weigh that wait for the commit. A transaction that reads
	 * more stores the rest not at all.
	 */
	static final int MAX_WEIGHT = 16 * 1024 * 1024;

	private final List<AfterCommit> waiting = new ArrayList<>();

	private final Set<Scope> pending = new HashSet<>();

	private long weight;

	/**
	 * Add an effect, without its value if there is no room for that.
	 * @return {@code false} if nothing is left of it then
	 */
	boolean add(AfterCommit effect) {
		boolean fits = this.weight + effect.value().weight() <= MAX_WEIGHT;
		if (!fits && effect.scopes().isEmpty()) {
			return false;
		}
		this.weight += fits ? effect.value().weight() : 0;
		this.waiting.add((fits ? effect : effect.valueless()).carried());
		this.pending.addAll(effect.scopes());
		return true;
	}

	/**
	 * Whether anything is about to be invalidated.
	 */
	boolean concernAny() {
		return !this.pending.isEmpty();
	}

	boolean concern(Collection<Scope> scopes) {
		return !this.pending.isEmpty() && scopes.stream().anyMatch(this.pending::contains);
	}

	void dropValues() {
		this.waiting.replaceAll(AfterCommit::valueless);
	}

	/**
	 * Return the scopes that are to be held while the transaction commits.
	 */
	Map<CommitHolds, Set<Scope>> held() {
		Map<CommitHolds, Set<Scope>> scopes = new HashMap<>();
		for (AfterCommit effect : this.waiting) {
			CommitHolds holds = effect.holds();
			if (holds != null && effect.isHeld()) {
				scopes.computeIfAbsent(holds, (any) -> new LinkedHashSet<>()).addAll(effect.scopes());
			}
		}
		return scopes;
	}

	/**
	 * Return all of it, after which none is left.
	 */
	List<AfterCommit> take() {
		List<AfterCommit> effects = List.copyOf(this.waiting);
		this.waiting.clear();
		return effects;
	}

}
