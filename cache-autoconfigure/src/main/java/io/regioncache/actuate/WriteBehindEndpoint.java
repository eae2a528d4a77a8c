package io.regioncache.actuate;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.regioncache.writebehind.ParkedChanges;
import io.regioncache.writebehind.WriteBehind;
import io.regioncache.writebehind.WriteBehindStatistics;
import io.regioncache.writebehind.WriteBehinds;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;
import org.springframework.context.ApplicationEventPublisher;

/**
 * {@link WebEndpoint} with which operators look at changes that are not written, and
 * retry or drop those that are parked. By default it can only be read.
 */
@WebEndpoint(id = "writebehind", defaultAccess = Access.READ_ONLY)
public final class WriteBehindEndpoint {

	private static final int MOST_LISTED = 100;

	private static final String DROP = "drop";

	private final WriteBehinds behinds;

	private final OperatorAudit audit;

	/**
	 * Create an endpoint.
	 * @param behinds the caches whose changes are written later
	 * @param publisher is told what operators do
	 */
	public WriteBehindEndpoint(WriteBehinds behinds, ApplicationEventPublisher publisher) {
		this.behinds = behinds;
		this.audit = new OperatorAudit(publisher);
	}

	/**
	 * Tell how the changes of each cache stand, without asking the region.
	 * @return the numbers that this process has last seen, by cache
	 */
	@ReadOperation
	public Map<String, Object> caches() {
		Map<String, Object> caches = new LinkedHashMap<>();
		this.behinds.all().forEach((behind) -> caches.put(behind.cache(), numbers(behind.statistics())));
		return caches;
	}

	/**
	 * List parked changes of a cache.
	 * @param cache the name of the cache
	 * @return why each was refused, by its key; 100 at most
	 */
	@ReadOperation
	public WebEndpointResponse<?> parked(@Selector String cache) {
		WriteBehind behind = this.behinds.find(cache);
		return (behind == null) ? unknown(cache) : new WebEndpointResponse<>(
				Map.of("numbers", numbers(behind.statistics()), "parked", behind.parked().list(MOST_LISTED)));
	}

	/**
	 * Retry or drop parked changes.
	 * @param cache the name of the cache
	 * @param action {@code retry} or {@code drop}
	 * @param key the key as it is listed; without it, all that {@link #parked} lists
	 * @param caller who asks for it
	 * @return the keys that were parked
	 */
	@WriteOperation
	public WebEndpointResponse<?> act(@Selector String cache, String action, @Nullable String key,
			SecurityContext caller) {
		WriteBehind behind = this.behinds.find(cache);
		if (behind == null) {
			return unknown(cache);
		}
		if (!List.of(DROP, "retry").contains(action)) {
			return EndpointAnswers.invalid("Set 'action' to 'retry' or 'drop'");
		}
		List<String> found = act(behind.parked(), action, key);
		this.audit.done(caller, action + " parked changes", cache, found.size() + " keys");
		return new WebEndpointResponse<>(Map.of("action", action, "keys", found));
	}

	private static List<String> act(ParkedChanges parked, String action, @Nullable String key) {
		List<String> keys = (key != null) ? List.of(key) : List.copyOf(parked.list(MOST_LISTED).keySet());
		return action.equals(DROP) ? parked.drop(keys) : parked.retry(keys);
	}

	private WebEndpointResponse<?> unknown(String cache) {
		return EndpointAnswers.notFound(
				"No BatchWriter writes the cache '%s', known are %s".formatted(InvalidRequestException.shortened(cache),
						this.behinds.all().stream().map(WriteBehind::cache).toList()));
	}

	private static Map<String, Long> numbers(WriteBehindStatistics statistics) {
		Map<String, Long> numbers = new LinkedHashMap<>();
		numbers.put("pending", statistics.pending());
		numbers.put("parked", statistics.parkedNow());
		numbers.put("oldestMillis", statistics.oldestMillis());
		numbers.put("written", statistics.written());
		numbers.put("batches", statistics.batches());
		numbers.put("failures", statistics.failures());
		return numbers;
	}

}
