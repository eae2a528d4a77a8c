package io.regioncache.cache.behind;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

import io.regioncache.cache.entry.CacheParts;
import io.regioncache.cache.entry.CacheRequest;
import io.regioncache.cache.entry.Entries;
import io.regioncache.cache.entry.Found;
import io.regioncache.cache.entry.Loaded;
import io.regioncache.cache.entry.RateLimitedLogger;
import io.regioncache.cache.load.LoadScope;
import io.regioncache.cache.load.Loader;
import io.regioncache.cache.value.ValueException;
import io.regioncache.store.connection.Waiting;
import io.regioncache.store.entry.EntryKey;
import io.regioncache.store.entry.Lease;
import io.regioncache.writebehind.PendingChange;
import io.regioncache.writebehind.PendingChanges;
import io.regioncache.writebehind.WriteBehind;
import org.jspecify.annotations.Nullable;

/**
 * Answers from changes that are not written yet: the origin does not know them.
 * <p>
 * They are asked for after the lease was taken under which the value may be stored: a
 * change that is written by then is known to the origin, and one that comes later
 * invalidates what is stored. What was loaded although a region could not be asked is not
 * stored.
 */
public final class PendingReads {

	private final String cache;

	private final Supplier<@Nullable WriteBehind> behind;

	private final Entries entries;

	private final RateLimitedLogger unreadable = new RateLimitedLogger();

	public PendingReads(CacheParts parts) {
		this.cache = parts.name();
		this.behind = parts.behind();
		this.entries = parts.entries();
	}

	/**
	 * Have a loader ask the origin only if no change is pending.
	 */
	public Loader over(CacheRequest request, Loader loader) {
		WriteBehind behind = this.behind.get();
		return (behind == null) ? loader : () -> {
			Pending pending = await(behind, request);
			return (pending != null) ? pending.value : loader.load();
		};
	}

	/**
	 * The same for a loader that does not block; the thread that calls it waits for the
	 * pending changes.
	 */
	public Supplier<? extends CompletionStage<?>> over(CacheRequest request,
			Supplier<? extends CompletionStage<?>> loader) {
		WriteBehind behind = this.behind.get();
		return (behind == null) ? loader : () -> {
			Pending pending = await(behind, request);
			return (pending != null) ? CompletableFuture.completedFuture(pending.value) : loader.get();
		};
	}

	/**
	 * The same for a loader of many values, which is given the places of some requests.
	 */
	public Function<List<Integer>, CompletionStage<? extends List<?>>> over(List<CacheRequest> requests,
			Function<List<Integer>, CompletionStage<? extends List<?>>> loader) {
		WriteBehind behind = this.behind.get();
		return (behind == null) ? loader : (places) -> {
			Map<Integer, Pending> pending = await(behind, requests, places);
			List<Integer> others = places.stream().filter((place) -> !pending.containsKey(place)).toList();
			CompletionStage<? extends List<?>> loaded = others.isEmpty() ? CompletableFuture.completedFuture(List.of())
					: loader.apply(others);
			return pending.isEmpty() ? loaded : loaded.thenApply((values) -> merged(places, pending, values));
		};
	}

	private static List<@Nullable Object> merged(List<Integer> places, Map<Integer, Pending> pending, List<?> others) {
		List<@Nullable Object> values = new ArrayList<>(places.size());
		int next = 0;
		for (Integer place : places) {
			Pending known = pending.get(place);
			values.add((known != null) ? known.value : others.get(next++));
		}
		return values;
	}

	/**
	 * Answer from a pending change where nothing fresh was found.
	 */
	public CompletableFuture<Found> over(CacheRequest request, Found found) {
		WriteBehind behind = (found.status() == Found.Status.FRESH) ? null : this.behind.get();
		EntryKey key = (behind != null) ? this.entries.keys().find(request.key()) : null;
		return (behind == null || key == null) ? CompletableFuture.completedFuture(found)
				: behind.find(List.of(key.text())).thenApply((changes) -> {
					Pending pending = pending(changes, key.text(), request);
					return (pending != null) ? new Found(Found.Status.FRESH, found.markers(), null, pending.value)
							: found;
				});
	}

	private @Nullable Pending await(WriteBehind behind, CacheRequest request) {
		return await(behind, List.of(request), List.of(0)).get(0);
	}

	private Map<Integer, Pending> await(WriteBehind behind, List<CacheRequest> requests, List<Integer> places) {
		Map<Integer, String> texts = texts(requests, places);
		PendingChanges changes = Waiting.join(behind.find(List.copyOf(texts.values())));
		if (!changes.complete()) {
			LoadScope.note(LoadScope.current(), Lease.VOID);
		}
		Map<Integer, Pending> found = new HashMap<>();
		texts.forEach((place, text) -> {
			Pending pending = pending(changes, text, requests.get(place));
			if (pending != null) {
				found.put(place, pending);
			}
		});
		return found;
	}

	private Map<Integer, String> texts(List<CacheRequest> requests, List<Integer> places) {
		Map<Integer, String> texts = new HashMap<>();
		for (Integer place : places) {
			EntryKey key = this.entries.keys().find(requests.get(place).key());
			if (key != null) {
				texts.put(place, key.text());
			}
		}
		return texts;
	}

	private @Nullable Pending pending(PendingChanges changes, String text, CacheRequest request) {
		PendingChange change = changes.changes().get(text);
		if (change == null) {
			return null;
		}
		try {
			Loaded loaded = new Loaded(null, JsonChanges.value(change.bytes()), null, null);
			return new Pending(this.entries.copy(loaded, request));
		}
		catch (ValueException ex) {
			this.unreadable
				.tell(("A change of cache '%s' that is not written yet cannot be read by this caller, which gets what "
						+ "the origin says: %s. Declare the type that the change was put as")
					.formatted(this.cache, ex.getMessage()));
			LoadScope.note(LoadScope.current(), Lease.VOID);
			return null;
		}
	}

	/**
	 * A value that is not written yet.
	 *
	 * @param value the value, perhaps {@code null}
	 */
	private record Pending(@Nullable Object value) {

	}

}
