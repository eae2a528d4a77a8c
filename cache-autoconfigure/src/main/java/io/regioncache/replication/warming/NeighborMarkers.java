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

	private final Session session;

	private final List<String> header;

	/**
	 * Create a judge.
	 * @param regions all regions
	 */
	NeighborMarkers(Session session, Collection<String> regions) {
		this.session = session;
		List<String> header = new ArrayList<>(List.of("epoch", "floor"));
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
		boolean settled = values.subList(2, this.header.size()).stream().allMatch(Objects::isNull);
		if (!settled || lease == null || floor == null) {
			return List.of();
		}
		return entries.stream()
			.filter((entry) -> isFresh(entry, lease, floor, (scope) -> values.get(places.getOrDefault(scope, 0))))
			.toList();
	}

	private static boolean isFresh(ValidEntry found, Lease lease, long floor, MarkerText markers) {
		Scope[] scopes = found.covering().toArray(Scope[]::new);
		MarkerValues values = MarkerValues.of(scopes.length);
		for (int i = 0; i < scopes.length; i++) {
			String text = markers.of(scopes[i]);
			if (text != null) {
				values = values.set(i, MarkerValue.parse(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8))));
			}
		}
		Markers view = new Markers(lease, floor, scopes, scopes.length - found.entry().tags().size(), values);
		Envelope entry = found.entry();
		return view.judge(entry.lease(), entry.stamp(), entry.tags()) == Freshness.FRESH;
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
	 * Gives the marker of a scope as it is written.
	 */
	@FunctionalInterface
	private interface MarkerText {

		@Nullable String of(Scope scope);

	}

}
