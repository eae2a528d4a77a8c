package io.regioncache.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.regioncache.store.RegionInspections.Inspection;
import io.regioncache.store.session.Session;
import org.jspecify.annotations.Nullable;

/**
 * Which deployments run in each region, as their processes note it in the metadata of
 * their own region. All times are those of that region's server, so no two clocks are
 * compared.
 */
public final class RegionDeployments {

	private static final String LIST = "deployments";

	private static final int LONGEST_REASON = 200;

	private final RegionStore store;

	private final RegionInspections regions;

	/**
	 * Create the deployments.
	 * @param store the store of the home region
	 */
	public RegionDeployments(RegionStore store) {
		this.store = store;
		this.regions = new RegionInspections(store);
	}

	/**
	 * Read the notes of a region.
	 * @param region the name of the region
	 * @return the deployments by id; if the region does not answer, why
	 */
	public CompletableFuture<Inspection<Map<String, Note>>> in(String region) {
		return this.regions.ask(region, RegionDeployments::read);
	}

	/**
	 * Note that a deployment runs in the home region.
	 * @param id the id of the deployment
	 * @param p99 how long its loads and hits take
	 * @return completes when it is done
	 */
	public CompletableFuture<?> running(String id, P99 p99) {
		String name = DeploymentFields.encode(id);
		return this.store.own()
			.link()
			.ask((session) -> session.fields().time().thenCompose((now) -> note(session, name, p99, now)));
	}

	private static CompletableFuture<Boolean> note(Session session, String name, P99 p99, long now) {
		return session.read(List.of(LIST, "d:" + name)).thenCompose((fields) -> {
			String[] known = DeploymentFields.split(fields.get(1));
			long since = (known.length > 0) ? DeploymentFields.number(known[0]) : 0;
			List<String> listed = DeploymentFields.listed(fields.get(0));
			CompletableFuture<?> written = session.fields()
				.write("d:" + name, "%d;%d;%d;%d".formatted((since > 0 && since <= now) ? since : now, now,
						p99.loadMicros(), p99.hitMicros()));
			return (listed.contains(name) ? written : written.thenCompose((done) -> list(session, listed, name)))
				.thenApply((done) -> true);
		});
	}

	/**
	 * Add a deployment to the list, and drop the notes of the oldest.
	 */
	private static CompletableFuture<?> list(Session session, List<String> listed, String name) {
		List<String> all = new ArrayList<>(List.of(name));
		all.addAll(listed);
		int kept = Math.min(all.size(), DeploymentFields.MOST);
		List<CompletableFuture<?>> done = new ArrayList<>();
		for (String old : all.subList(kept, all.size())) {
			List.of("d:", "db:", "dh:").forEach((kind) -> done.add(session.fields().delete(kind + old)));
		}
		done.add(session.fields().write(LIST, String.join(",", all.subList(0, kept))));
		return CompletableFuture.allOf(done.toArray(CompletableFuture[]::new));
	}

	/**
	 * Note that a deployment does not pass a gate in the home region.
	 * @param id the id of the deployment
	 * @param back whether it is to be rolled back, and not only held
	 * @param reason which gate, and why
	 * @return completes when it is done
	 */
	public CompletableFuture<?> fault(String id, boolean back, String reason) {
		String name = (back ? "db:" : "dh:") + DeploymentFields.encode(id);
		String text = reason.substring(0, Math.min(reason.length(), LONGEST_REASON));
		return this.store.own()
			.link()
			.ask((session) -> session.fields()
				.time()
				.thenCompose((now) -> session.fields().write(name, now + ";" + text))
				.thenApply((done) -> true));
	}

	private static CompletableFuture<Map<String, Note>> read(Session session) {
		return session.fields().time().thenCompose((now) -> session.read(List.of(LIST)).thenCompose((list) -> {
			List<String> names = DeploymentFields.listed(list.get(0));
			List<String> fields = new ArrayList<>();
			names.forEach((name) -> fields.addAll(List.of("d:" + name, "db:" + name, "dh:" + name)));
			return fields.isEmpty() ? CompletableFuture.completedFuture(Map.of())
					: session.read(fields).thenApply((values) -> notes(names, values, now));
		}));
	}

	private static Map<String, Note> notes(List<String> names, List<@Nullable String> values, long now) {
		Map<String, Note> notes = new LinkedHashMap<>();
		for (int i = 0; i < names.size(); i++) {
			String[] run = DeploymentFields.split(values.get(3 * i));
			if (run.length >= 3) {
				P99 p99 = new P99(DeploymentFields.number(run[2]),
						(run.length > 3) ? DeploymentFields.number(run[3]) : 0);
				notes.put(DeploymentFields.decode(names.get(i)),
						new Note(DeploymentFields.ago(DeploymentFields.number(run[0]), now),
								DeploymentFields.ago(DeploymentFields.number(run[1]), now), p99,
								fault(values.get(3 * i + 1), now), fault(values.get(3 * i + 2), now)));
			}
		}
		return notes;
	}

	private static @Nullable Fault fault(@Nullable String text, long now) {
		int end = (text != null) ? text.indexOf(';') : -1;
		return (text == null || end < 0) ? null : new Fault(
				DeploymentFields.ago(DeploymentFields.number(text.substring(0, end)), now), text.substring(end + 1));
	}

	/**
	 * A deployment in a region.
	 *
	 * @param running how long ago it was first noted there
	 * @param silent how long ago it was last noted there
	 * @param p99 how long its loads and hits take
	 * @param back the last time it did not pass a gate that calls for a rollback
	 * @param hold the last time it did not pass another gate
	 */
	public record Note(Duration running, Duration silent, P99 p99, @Nullable Fault back, @Nullable Fault hold) {

	}

	/**
	 * The 99th percentiles of what a deployment does; 0 if one is not known.
	 *
	 * @param loadMicros of the time of its loads, in microseconds
	 * @param hitMicros of the time of its hits in Redis, in microseconds
	 */
	public record P99(long loadMicros, long hitMicros) {

		public static final P99 UNKNOWN = new P99(0, 0);

		/**
		 * Return these, with others where one is not known.
		 */
		public P99 or(P99 others) {
			return new P99((this.loadMicros > 0) ? this.loadMicros : others.loadMicros,
					(this.hitMicros > 0) ? this.hitMicros : others.hitMicros);
		}

	}

	/**
	 * A gate that was not passed.
	 *
	 * @param ago how long ago that was
	 * @param reason which gate, and why
	 */
	public record Fault(Duration ago, String reason) {

	}

}
