package io.regioncache.rollout;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.regioncache.store.RegionDeployments.Fault;
import io.regioncache.store.RegionDeployments.Note;
import io.regioncache.store.RegionInspections.Inspection;
import org.jspecify.annotations.Nullable;

/**
 * How a region stands to one deployment.
 *
 * @param phase what runs there
 * @param well how long the deployment has run there alone and without a fault
 * @param others the deployments that run there beside it
 * @param problem why nothing is known, or which gate was not passed
 * @param back whether the deployment is to be rolled back
 */
record RegionStanding(Phase phase, Duration well, List<String> others, @Nullable String problem, boolean back) {

	/**
	 * For how long a deployment counts as running that nobody notes any more.
	 */
	static final Duration FRESH = Duration.ofSeconds(45);

	/**
	 * For how long a gate counts as not passed.
	 */
	static final Duration FAULT = Duration.ofSeconds(60);

	static RegionStanding of(String deployment, Inspection<Map<String, Note>> answer) {
		Map<String, Note> notes = answer.value();
		if (notes == null) {
			return new RegionStanding(Phase.UNKNOWN, Duration.ZERO, List.of(), "does not answer: " + answer.failure(),
					false);
		}
		Note own = notes.get(deployment);
		return of(own, well(own, deployment, notes), others(deployment, notes));
	}

	private static List<String> others(String deployment, Map<String, Note> notes) {
		return notes.entrySet()
			.stream()
			.filter((note) -> !note.getKey().equals(deployment) && isFresh(note.getValue()))
			.map(Map.Entry::getKey)
			.toList();
	}

	private static Duration well(@Nullable Note own, String deployment, Map<String, Note> notes) {
		Duration well = (own != null) ? own.running() : Duration.ZERO;
		for (Map.Entry<String, Note> note : notes.entrySet()) {
			if (!note.getKey().equals(deployment)) {
				well = least(well, note.getValue().silent());
			}
		}
		Fault back = (own != null) ? own.back() : null;
		Fault hold = (own != null) ? own.hold() : null;
		return least(least(well, (back != null) ? back.ago() : well), (hold != null) ? hold.ago() : well);
	}

	private static RegionStanding of(@Nullable Note own, Duration well, List<String> others) {
		boolean runs = own != null && isFresh(own);
		Phase phase = phase(runs, others.isEmpty());
		Fault back = (own != null) ? own.back() : null;
		if (back != null && (!runs || isFresh(back))) {
			return new RegionStanding(phase, well, others, back.reason(), true);
		}
		if (phase == Phase.UNKNOWN) {
			return new RegionStanding(phase, well, others,
					"no process has reported a deployment for " + FRESH.toSeconds() + " s", false);
		}
		Fault hold = (own != null) ? own.hold() : null;
		return new RegionStanding(phase, well, others, (runs && hold != null && isFresh(hold)) ? hold.reason() : null,
				false);
	}

	private static Phase phase(boolean runs, boolean alone) {
		if (runs) {
			return alone ? Phase.RUNS : Phase.MIXED;
		}
		return alone ? Phase.UNKNOWN : Phase.OTHER;
	}

	private static boolean isFresh(Fault fault) {
		return fault.ago().compareTo(FAULT) <= 0;
	}

	private static boolean isFresh(Note note) {
		return note.silent().compareTo(FRESH) <= 0;
	}

	private static Duration least(Duration one, Duration other) {
		return (one.compareTo(other) <= 0) ? one : other;
	}

	boolean isDone(Duration time) {
		return this.phase == Phase.RUNS && this.problem == null && this.well.compareTo(time) >= 0;
	}

	boolean hasIt() {
		return this.phase == Phase.RUNS || this.phase == Phase.MIXED;
	}

	/**
	 * What runs in a region.
	 */
	enum Phase {

		/** Nothing is known. */
		UNKNOWN,

		/** Other deployments. */
		OTHER,

		/** The deployment and others. */
		MIXED,

		/** The deployment alone. */
		RUNS

	}

}
