package io.regioncache.interceptor;

import java.lang.reflect.Type;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.regioncache.cache.entry.CacheRequest;
import io.regioncache.cache.entry.EntryTags;
import io.regioncache.cache.entry.Lifespan;
import io.regioncache.cache.entry.ReadDemand;
import io.regioncache.cache.key.FailedKey;
import org.jspecify.annotations.Nullable;

/**
 * What {@code @RegionCached} or {@code @RegionPut} says about the entries of a method.
 *
 * @param cacheNames the caches that hold them
 * @param key gives their keys
 * @param tags gives their tags
 * @param lifespan how long they last
 * @param conditions which calls and results concern the cache
 * @param like the type their values are read back as and how fresh they must be, as a
 * request of any call, under a key that is none
 */
record EntrySpec(List<String> cacheNames, KeySpec key, TagsSpec tags, LifespanSpec lifespan, EntryConditions conditions,
		CacheRequest like) {

	/**
	 * Return what any call wants from the cache.
	 * @param type the type its values are read back as
	 * @param demand how fresh they must be
	 */
	static CacheRequest like(Type type, ReadDemand demand) {
		return new CacheRequest("", type, EntryTags.NONE, Lifespan.OF_CACHE, EntryConditions.ANY, demand);
	}

	/**
	 * The same with results that are written to a database later.
	 */
	EntrySpec writtenBehind(WriteBehindSpec spec) {
		return new EntrySpec(this.cacheNames, this.key, this.tags, this.lifespan,
				new EntryConditions(this.conditions.condition(), this.conditions.unless(), spec), this.like);
	}

	WriteBehindSpec behind() {
		return this.conditions.behind();
	}

	Type type() {
		return this.like.type();
	}

	Set<String> vary() {
		return this.key.vary();
	}

	/**
	 * Return what a read wants from the cache. Its caller never learns that an expression
	 * has failed: nothing is found or stored under such a key.
	 * @param call the call
	 * @return the request, or {@code null} if the read does not concern the cache
	 * @throws NullKeyException if the key expression gives none
	 */
	@Nullable CacheRequest readRequest(Invocation call) {
		try {
			return this.conditions.condition().test(call) ? request(call, this.key.of(call)) : null;
		}
		catch (NullKeyException ex) {
			throw ex;
		}
		catch (RuntimeException ex) {
			return failed(call, ex);
		}
	}

	/**
	 * Return what a read wants from the cache that asks for many elements.
	 * @param call the call
	 * @param keys the parameter of the elements
	 * @return the request for each, or {@code null} if the read does not concern the
	 * cache
	 * @throws NullKeyException if there is no collection, or an element is {@code null}
	 */
	@Nullable Map<Object, CacheRequest> readRequests(Invocation call, KeysParameter keys) {
		Map<Object, CacheRequest> requests = new LinkedHashMap<>();
		for (Object element : keys.elements(call.argument(keys.index()))) {
			requests.put(element, requestOf(call.of(keys, element)));
		}
		try {
			return this.conditions.condition().test(call) ? requests : null;
		}
		catch (RuntimeException ex) {
			requests.replaceAll((element, request) -> failed(call.of(keys, element), ex));
			return requests;
		}
	}

	private CacheRequest failed(Invocation call, RuntimeException ex) {
		return request(call, new FailedKey(String.valueOf(ex.getMessage()), ex));
	}

	private CacheRequest requestOf(Invocation call) {
		try {
			return request(call, this.key.of(call));
		}
		catch (RuntimeException ex) {
			return failed(call, ex);
		}
	}

	/**
	 * Return what a call wants from the cache.
	 * @param call the call
	 * @return the request
	 */
	CacheRequest request(Invocation call) {
		return request(call, this.key.of(call));
	}

	private CacheRequest request(Invocation call, Object key) {
		return new CacheRequest(key, this.like.type(), this.tags.entryTags(call), this.lifespan.of(call),
				this.conditions.cacheable(call), this.like.demand());
	}

	/**
	 * The same for a call that has returned.
	 * @param returned the call, with its result
	 * @return the request, or {@code null} if {@code null} was returned, which stays out
	 * of the cache and names no key either
	 */
	@Nullable CacheRequest putRequest(Invocation returned) {
		try {
			return request(returned);
		}
		catch (IllegalStateException | IllegalArgumentException ex) {
			if (returned.result() == null && this.conditions.unless().test(returned)) {
				return null;
			}
			throw ex;
		}
	}

}
