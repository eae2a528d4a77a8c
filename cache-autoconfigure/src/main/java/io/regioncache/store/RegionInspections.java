package io.regioncache.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;

import io.regioncache.store.session.EntryInspector;
import io.regioncache.store.session.Failures;
import io.regioncache.store.session.InspectedEntry;
import io.regioncache.store.session.RegionUnavailableException;
import io.regioncache.store.session.ServerStatus;
import io.regioncache.store.session.Session;
import io.regioncache.store.entry.EntryKey;
import io.regioncache.store.entry.Lease;
import io.regioncache.store.log.Position;
import io.regioncache.store.log.VersionVector;
import io.regioncache.store.position.VersionVectorQuery;
import org.jspecify.annotations.Nullable;

/**
 * Asks regions what operators want to know. The first question connects this process to
 * all other regions.
 */
public final class RegionInspections {

	private static final List<String> FIELDS = List.of("epoch", "clock", "floor", "seq");

	private static final long PATIENCE_SECONDS = 2;

	private final RegionStore store;

	/**
	 * Create the inspections.
	 * @param store the store of the home region
	 */
	public RegionInspections(RegionStore store) {
		this.store = store;
	}

	/**
	 * Look an entry up in every region.
	 * @param key where it lies
	 * @return what each region has, by the name of the region; of a region that does not
	 * answer, why
	 */
	public CompletableFuture<Map<String, Inspection<InspectedEntry>>> entry(EntryKey key) {
		return everywhere(
				(store) -> ask(store, (session) -> EntryInspector.inspect(session, store.keys().metadata(), key)));
	}

	/**
	 * Look an entry up in every region, as far as each has come.
	 * @param key where it lies
	 * @param position the position of an invalidation
	 * @return what each region has, by the name of the region; of a region that does not
	 * answer, why
	 */
	public CompletableFuture<Map<String, Inspection<AuditedEntry>>> entryAfter(EntryKey key, Position position) {
		return everywhere((store) -> ask(store,
				(session) -> VersionVectorQuery.ask(session, List.of(position.epoch()))
					.thenCompose((applied) -> EntryInspector.inspect(session, store.keys().metadata(), key)
						.thenApply((entry) -> new AuditedEntry(isIn(applied, position), entry)))));
	}

	private static boolean isIn(VersionVector applied, Position position) {
		Long last = applied.of(position.epoch());
		return last != null && last >= position.sequence();
	}

	/**
	 * Ask every region for its epoch and its clock.
	 * @return by the name of the region, those that have answered
	 */
	public CompletableFuture<Map<String, Lease>> clocks() {
		return everywhere((store) -> ask(store, (session) -> read(session, FIELDS))).thenApply((answers) -> {
			Map<String, Lease> clocks = new LinkedHashMap<>();
			answers.forEach((region, answer) -> {
				Map<String, String> fields = answer.value();
				if (fields != null && fields.containsKey("epoch")) {
					clocks.put(region, new Lease(HexFormat.fromHexDigitsToLong(fields.get("epoch")),
							Long.parseLong(fields.getOrDefault("clock", "0"))));
				}
			});
			return clocks;
		});
	}

	/**
	 * Ask the server of a region how it is.
	 * @param region the name of the region
	 * @return what it says; if it does not answer, why
	 */
	public CompletableFuture<Inspection<ServerStatus>> server(String region) {
		return in(region, (store) -> ask(store, ServerStatus::ask));
	}

	/**
	 * Ask how long ago a region had applied all that each of the others had invalidated.
	 * @param region the name of the region
	 * @return the age by the name of the other region, empty where that cannot be told
	 */
	public CompletableFuture<Map<String, Optional<Duration>>> levels(String region) {
		return this.store.levels().ages(region);
	}

	/**
	 * A server that takes its time for what operators ask is not avoided for it.
	 */
	private static <T> CompletableFuture<T> ask(SingleRegionStore store,
			Function<Session, CompletableFuture<T>> question) {
		Session session = store.link().session();
		if (session == null) {
			return CompletableFuture.failedFuture(new RegionUnavailableException(store.region()));
		}
		try {
			return question.apply(session).orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS);
		}
		catch (RuntimeException ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	/**
	 * Ask a region how far it has come, and has read the others.
	 * @param region the name of the region
	 * @param sources the regions that it may have read
	 * @param more further fields of its metadata
	 * @return the fields of its metadata: epoch, clock, floor, seq, the cursor in each
	 * source as {@code s:source}, and the further ones; if it does not answer, why
	 */
	public CompletableFuture<Inspection<Map<String, String>>> progress(String region, List<String> sources,
			List<String> more) {
		List<String> fields = new ArrayList<>(FIELDS);
		fields.addAll(more);
		sources.forEach((source) -> fields.add("s:" + source));
		return in(region, (store) -> ask(store, (session) -> read(session, fields)));
	}

	/**
	 * Ask regions whether they have applied something.
	 * @param position the position of a record
	 * @param regions which of them to ask
	 * @return by the name of the region; {@code false} also if it is not asked, or does
	 * not answer
	 */
	public CompletableFuture<Map<String, Boolean>> applied(Position position, Predicate<String> regions) {
		return everywhere((store) -> (regions.test(store.region()) && store.canBeAsked())
				? store.applied().hasApplied(position) : CompletableFuture.completedFuture(false))
			.thenApply((answers) -> {
				Map<String, Boolean> applied = new LinkedHashMap<>();
				answers.forEach((name, answer) -> applied.put(name, Boolean.TRUE.equals(answer.value())));
				return applied;
			});
	}

	private static CompletableFuture<Map<String, String>> read(Session session, List<String> fields) {
		return session.read(fields).thenApply((values) -> {
			Map<String, String> read = new LinkedHashMap<>();
			for (int i = 0; i < fields.size(); i++) {
				String value = values.get(i);
				if (value != null) {
					read.put(fields.get(i), value);
				}
			}
			return read;
		});
	}

	/**
	 * Ask a region.
	 * @param region the name of the region
	 * @param question asks over a session
	 * @return its answer; if it does not answer, why
	 */
	<T> CompletableFuture<Inspection<T>> ask(String region, Function<Session, CompletableFuture<T>> question) {
		return in(region, (store) -> ask(store, question));
	}

	private <T> CompletableFuture<Inspection<T>> in(String region,
			Function<SingleRegionStore, CompletableFuture<T>> question) {
		if (region.equals(this.store.region())) {
			return answer(this.store.own(), question);
		}
		return this.store.others().all().thenCompose((others) -> {
			SingleRegionStore other = others.get(region);
			return (other != null) ? answer(other, question) : CompletableFuture.completedFuture(
					new Inspection<>(null, "this process has no connection of its own to region " + region));
		});
	}

	private <T> CompletableFuture<Map<String, Inspection<T>>> everywhere(
			Function<SingleRegionStore, CompletableFuture<T>> question) {
		return this.store.others().all().thenCompose((others) -> {
			Map<String, CompletableFuture<Inspection<T>>> asked = new LinkedHashMap<>();
			asked.put(this.store.region(), answer(this.store.own(), question));
			others.forEach((name, other) -> asked.put(name, answer(other, question)));
			return CompletableFuture.allOf(asked.values().toArray(CompletableFuture[]::new)).thenApply((all) -> {
				Map<String, Inspection<T>> answers = new LinkedHashMap<>();
				asked.forEach((name, answer) -> answers.put(name, answer.join()));
				return answers;
			});
		});
	}

	private static <T> CompletableFuture<Inspection<T>> answer(SingleRegionStore store,
			Function<SingleRegionStore, CompletableFuture<T>> question) {
		return question.apply(store)
			.handle((value, ex) -> (ex == null) ? new Inspection<>(value, null)
					: new Inspection<>(null, Failures.describe(ex)));
	}

	/**
	 * What a region has answered.
	 *
	 * @param <T> the type of the answer
	 * @param value the answer, or {@code null} if there was none
	 * @param failure why there was none
	 */
	public record Inspection<T>(@Nullable T value, @Nullable String failure) {

	}

}
