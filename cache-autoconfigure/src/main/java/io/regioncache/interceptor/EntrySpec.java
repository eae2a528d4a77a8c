package io.regioncache.interceptor;

import java.lang.reflect.Type;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

import io.regioncache.annotation.Consistency;
import io.regioncache.cache.entry.CacheRequest;
import io.regioncache.cache.entry.EntryTags;
import io.regioncache.cache.entry.Lifespan;
import io.regioncache.cache.key.FailedKey;
import io.regioncache.cache.key.VariedKey;
import org.jspecify.annotations.Nullable;

/**
 * What {@code @RegionCached} or {@code @RegionPut} says about the entries of a method.
 *
 * @param cacheNames the caches that hold them
 * @param key gives their keys
 * @param vary caller attributes that are part of their keys
 * @param tags gives their tags
 * @param type the type their values are read back as
 * @param lifespan how long they last
 * @param condition whether a call concerns the cache at all
 * @param unless whether a result stays out of the cache
 * @param consistency how fresh they must be, or {@code null} for what the cache says
 * @param like the type and the consistency, as a request
 */
record EntrySpec(List<String> cacheNames, KeySource key, Set<String> vary, TagsSpec tags, Type type,
		LifespanSpec lifespan, CallCondition condition, CallCondition unless, @Nullable Consistency consistency,
		CacheRequest like) {

	EntrySpec(List<String> cacheNames, KeySource key, Set<String> vary, TagsSpec tags, Type type, LifespanSpec lifespan,
			CallCondition condition, CallCondition unless, @Nullable Consistency consistency) {
		this(cacheNames, key, vary, tags, type, lifespan, condition, unless, consistency, like(type, consistency));
	}

	private static final Predicate<@Nullable Object> ANY = (value) -> true;

	/**
	 * Return whether a read concerns the cache. If nobody can tell, it does, and is
	 * counted there as one that bypasses it.
	 * @param call the call
	 * @return whether it does
	 */
	boolean concerns(Invocation call) {
		try {
			return this.condition.test(call);
		}
		catch (RuntimeException ex) {
			return true;
		}
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
			return this.condition.test(call) ? request(call, key(call)) : null;
		}
		catch (NullKeyException ex) {
			throw ex;
		}
		catch (RuntimeException ex) {
			return request(call, new FailedKey(String.valueOf(ex.getMessage()), ex));
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
		Set<Object> elements = keys.elements(call.argument(keys.index()));
		Map<Object, CacheRequest> requests = new LinkedHashMap<>(2 * elements.size());
		for (Object element : elements) {
			requests.put(element, requestOf(call.of(keys, element)));
		}
		try {
			return this.condition.test(call) ? requests : null;
		}
		catch (RuntimeException ex) {
			FailedKey failed = new FailedKey(String.valueOf(ex.getMessage()), ex);
			requests.replaceAll((element, request) -> request(call.of(keys, element), failed));
			return requests;
		}
	}

	private CacheRequest requestOf(Invocation call) {
		try {
			return request(call, key(call));
		}
		catch (RuntimeException ex) {
			return request(call, new FailedKey(String.valueOf(ex.getMessage()), ex));
		}
	}

	/**
	 * Return what a call wants from the cache.
	 * @param call the call
	 * @return the request
	 */
	CacheRequest request(Invocation call) {
		return request(call, key(call));
	}

	private CacheRequest request(Invocation call, Object key) {
		Predicate<@Nullable Object> cacheable = (this.unless == CallCondition.NEVER) ? ANY
				: (value) -> !this.unless.test(call.returning(value));
		return new CacheRequest(key, this.type, this.tags.entryTags(call), this.lifespan.of(call), cacheable,
				this.consistency);
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
			if (returned.result() == null && this.unless.test(returned)) {
				return null;
			}
			throw ex;
		}
	}

	/**
	 * Return the key of a call as text, empty if it has none.
	 */
	String keyText(Invocation call) {
		try {
			return String.valueOf(this.key.key(call));
		}
		catch (RuntimeException ex) {
			return "";
		}
	}

	/**
	 * Return what any call wants from the cache, under a key that is none.
	 */
	private static CacheRequest like(Type type, @Nullable Consistency consistency) {
		return new CacheRequest("", type, EntryTags.NONE, Lifespan.OF_CACHE, ANY, consistency);
	}

	private Object key(Invocation call) {
		Object bare = this.key.key(call);
		return this.vary.isEmpty() ? bare : new VariedKey(bare, call.caller().parts(this.vary));
	}

}
