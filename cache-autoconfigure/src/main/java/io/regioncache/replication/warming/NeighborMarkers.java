package io.regioncache.replication.warming;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

import io.regioncache.store.entry.Envelope;
import io.regioncache.store.entry.Freshness;
import io.regioncache.store.entry.Lease;
import io.regioncache.store.entry.Lineage;
import io.regioncache.store.entry.MarkerValue;
import io.regioncache.store.entry.MarkerValues;
import io.regioncache.store.entry.Markers;
import io.regioncache.store.entry.RedisKeys;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.session.Session;
import org.jspecify.annotations.Nullable;

/**
 * Judges entries of a neighbor by its markers, which are read with one command for all of
 * them. While the neighbor awaits the writers of a region, it cannot tell which of its
 * entries are fresh: none is.
 */
final class NeighborMarkers {

	private static final List<String> OWN = List.of("epoch", "floor", "settled", "ancestors");

	private final Session session;

	private final List<String> header;

	/**
	 * Create a judge.
	 * @param regions all regions
	 */
	NeighborMarkers(Session session, Collection<String> regions) {
		this.session = session;
		List<String> header = new ArrayList<>(OWN);
		regions.forEach((region) -> header.add("n:" + region));
		this.header = List.copyOf(header);
	}

	/**
	 * Return those of some entries that are fresh.
	 */
	CompletableFuture<List<ValidEntry>> freshOf(List<ValidEntry> entries) {
		List<String> fields = new ArrayList<>(this.header);
		Map<Scope, Integer> places = new LinkedHashMap<>();
		entries.stream().flatMap((entry) -> entry.covering().stream()).forEach((scope) -> {
			if (places.putIfAbsent(scope, fields.size()) == null) {
				fields.add(scope.field());
			}
		});
		return this.session.read(fields).thenApply((values) -> freshOf(entries, values, places));
	}

	private List<ValidEntry> freshOf(List<ValidEntry> entries, List<@Nullable String> values,
			Map<Scope, Integer> places) {
		Lease lease = lease(values.get(0));
		Long floor = number(values.get(1));
		boolean settled = values.subList(OWN.size(), this.header.size()).stream().allMatch(Objects::isNull);
		if (!settled || lease == null || floor == null) {
			return List.of();
		}
		Judge judge = new Judge(lease, floor, lineage(lease, values),
				(scope) -> values.get(places.getOrDefault(scope, 0)));
		return entries.stream().filter(judge::isFresh).toList();
	}

	/**
	 * Once it has recovered, it serves entries of former epochs.
	 */
	private static Lineage lineage(Lease lease, List<@Nullable String> values) {
		String ancestors = values.get(3);
		boolean decided = Objects.equals(values.get(0), values.get(2));
		return (decided && ancestors != null) ? Lineage.of(lease.epoch(), ancestors) : Lineage.NONE;
	}

	private static Markers view(ValidEntry found, Judge judge) {
		Scope[] scopes = found.covering().toArray(Scope[]::new);
		MarkerValues values = MarkerValues.of(scopes.length);
		for (int i = 0; i < scopes.length; i++) {
			String text = judge.markers().of(scopes[i]);
			if (text != null) {
				values = values.set(i, MarkerValue.parse(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8))));
			}
		}
		return new Markers(judge.lease(), judge.floor(), scopes, scopes.length - found.entry().tags().size(), values)
			.in(judge.lineage());
	}

	private static @Nullable Lease lease(@Nullable String epoch) {
		try {
			return (epoch != null) ? new Lease(HexFormat.fromHexDigitsToLong(epoch), RedisKeys.MAX_EXACT) : null;
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
	}

	private static @Nullable Long number(@Nullable String text) {
		try {
			return (text != null) ? Long.parseLong(text) : 0L;
		}
		catch (NumberFormatException ex) {
			return null;
		}
	}

	/**
	 * What it says of itself.
	 */
	private record Judge(Lease lease, long floor, Lineage lineage, MarkerText markers) {

		boolean isFresh(ValidEntry found) {
			Markers view = view(found, this);
			Envelope entry = view.present(found.entry());
			return view.judge(entry.lease(), entry.stamp(), entry.tags()) == Freshness.FRESH;
		}

	}

	/**
	 * Gives the marker of a scope as it is written.
	 */
	@FunctionalInterface
	private interface MarkerText {

		@Nullable String of(Scope scope);

	}

}
