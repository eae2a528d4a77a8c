package io.regioncache.interceptor;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

import io.regioncache.cache.read.BlockingReads;
import io.regioncache.cache.transaction.Announcement;
import io.regioncache.cache.transaction.Transactions;
import io.regioncache.cache.bulk.BulkLoader;
import io.regioncache.cache.bulk.BulkRequests;
import io.regioncache.cache.entry.CacheRequest;
import io.regioncache.cache.load.LoadScope;
import io.regioncache.cache.load.Loader;
import io.regioncache.cache.RegionCacheManager;
import io.regioncache.caller.CallerScope;
import io.regioncache.interceptor.Effects.BegunPut;
import org.jspecify.annotations.Nullable;

/**
 * Carries out the operations of a call that waits for its value.
 *
 * @param manager the caches, asked for at the first call
 */
record BlockingOperations(Supplier<RegionCacheManager> manager) {

	/**
	 * Look up, call, invalidate and put, as the annotations say.
	 * @param spec what the annotations of the method say
	 * @param call the call
	 * @param asked the reads of the first cache, if {@link BlockingReads#near} has found
	 * nothing
	 * @param body the method
	 * @return the value
	 * @throws Throwable what the method throws; its invalidations and puts are then left
	 * out
	 */
	@Nullable Object execute(MethodSpec spec, Invocation call, @Nullable BlockingReads asked, MethodBody<Loader> body)
			throws Throwable {
		EntrySpec cached = spec.cached();
		KeysParameter keys = spec.keys();
		return (cached != null && keys != null) ? many(spec, cached, keys, call, body)
				: one(spec, cached, call, asked, body.of(call));
	}

	private @Nullable Object many(MethodSpec spec, EntrySpec cached, KeysParameter keys, Invocation call,
			MethodBody<Loader> body) throws Throwable {
		Map<Object, CacheRequest> requests = cached.readRequests(call, keys);
		if (requests == null) {
			return write(spec, call, body.of(call));
		}
		return read(cached.cacheNames(), 0, requests, (missing) -> {
			Invocation run = call.asking(keys, missing);
			return (Map<?, ?>) write(spec, run, body.of(run));
		});
	}

	private Map<Object, Object> read(List<String> names, int index, Map<Object, CacheRequest> requests,
			BulkLoader<Object> loader) throws Throwable {
		boolean last = (index == names.size() - 1);
		return BulkRequests.of(requests)
			.get(this.manager.get().getCache(names.get(index)).bulk(),
					last ? loader : (missing) -> read(names, index + 1, subset(requests, missing), loader));
	}

	static Map<Object, CacheRequest> subset(Map<Object, CacheRequest> requests, List<Object> elements) {
		Map<Object, CacheRequest> subset = new LinkedHashMap<>();
		elements.forEach((element) -> subset.put(element, Objects.requireNonNull(requests.get(element))));
		return subset;
	}

	private @Nullable Object one(MethodSpec spec, @Nullable EntrySpec cached, Invocation call,
			@Nullable BlockingReads asked, Loader body) throws Throwable {
		CacheRequest request = (cached != null) ? cached.readRequest(call) : null;
		if (cached == null || request == null) {
			return write(spec, call, body);
		}
		Loader loader = spec.writes() ? () -> write(spec, call, body) : body;
		List<String> names = cached.cacheNames();
		return (asked == null) ? read(names, 0, request, loader) : asked.lookUp(request,
				(names.size() == 1) ? loader : () -> read(names, 1, request, loader), Transactions.current());
	}

	private @Nullable Object read(List<String> names, int index, CacheRequest request, Loader loader) throws Throwable {
		boolean last = (index == names.size() - 1);
		return this.manager.get()
			.getCache(names.get(index))
			.get(request, last ? loader : () -> read(names, index + 1, request, loader));
	}

	private @Nullable Object write(MethodSpec spec, Invocation call, Loader body) throws Throwable {
		if (!spec.writes()) {
			return body.load();
		}
		LoadScope scope = LoadScope.ofPut(LoadScope.current());
		try (CallerScope binding = LoadScope.bind(scope)) {
			return writeIn(spec, call, body);
		}
		finally {
			scope.end();
		}
	}

	private @Nullable Object writeIn(MethodSpec spec, Invocation call, Loader body) throws Throwable {
		EffectsSpec effects = spec.effects();
		List<BegunPut> puts = begin(effects.puts(), call);
		Announcement announcement = Announcement
			.open(() -> this.manager.get().announced(() -> Effects.announced(effects, call)));
		Object value = load(spec, call, body, announcement);
		try {
			Effects.of(this.manager, effects, call.returning(value), puts).apply();
		}
		finally {
			announcement.done();
		}
		return value;
	}

	private @Nullable Object load(MethodSpec spec, Invocation call, Loader body, Announcement announcement)
			throws Throwable {
		try {
			return body.load();
		}
		catch (Throwable ex) {
			if (spec.mayHaveBegun(ex)) {
				abandon(spec, call, announcement, ex);
			}
			throw ex;
		}
		finally {
			announcement.close();
		}
	}

	private void abandon(MethodSpec spec, Invocation call, Announcement announcement, Throwable failure) {
		try {
			Effects.unfinished(this.manager, spec.effects(), call).apply();
			announcement.done();
		}
		catch (RuntimeException ex) {
			failure.addSuppressed(ex);
		}
	}

	private List<BegunPut> begin(List<EntrySpec> specs, Invocation call) {
		List<BegunPut> puts = new ArrayList<>(specs.size());
		for (EntrySpec spec : specs) {
			if (spec.conditions().condition().test(call)) {
				for (String name : spec.cacheNames()) {
					puts.add(new BegunPut(spec,
							this.manager.get().getCache(name).operations().beginPutNow(spec.behind().pace(name))));
				}
			}
		}
		return puts;
	}

}
