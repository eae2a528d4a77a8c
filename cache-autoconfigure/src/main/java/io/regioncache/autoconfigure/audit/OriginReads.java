package io.regioncache.autoconfigure.audit;

import java.util.Collection;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.regioncache.audit.AuditedOrigin;
import io.regioncache.audit.OriginCheck;
import io.regioncache.cache.RegionCacheManager;
import io.regioncache.cache.key.EncodedKey;
import io.regioncache.cache.key.KeyEncoder;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Asks the {@link AuditedOrigin} beans of the application.
 */
final class OriginReads implements OriginCheck {

	private static final Log logger = LogFactory.getLog(OriginReads.class);

	private static final Pattern SCALAR = Pattern.compile("[A-Za-z]+:(.*)", Pattern.DOTALL);

	private final Supplier<@Nullable RegionCacheManager> caches;

	private final Map<String, AuditedOrigin<?>> origins;

	OriginReads(Supplier<@Nullable RegionCacheManager> caches, Collection<AuditedOrigin<?>> origins) {
		this.caches = caches;
		this.origins = origins.stream().collect(Collectors.toMap(AuditedOrigin::cacheName, (origin) -> origin));
	}

	@Override
	public boolean differs(String cache, String key) {
		AuditedOrigin<?> origin = this.origins.get(cache);
		RegionCacheManager caches = this.caches.get();
		boolean readable = !KeyEncoder.isHashed(key) && KeyEncoder.withoutVariant(key) == null;
		try {
			return origin != null && caches != null && readable && differs(caches, origin, key);
		}
		catch (Exception ex) {
			logger.debug("The origin of cache '%s' cannot be compared with it".formatted(cache), ex);
			return false;
		}
	}

	private static <T> boolean differs(RegionCacheManager caches, AuditedOrigin<T> origin, String key)
			throws Exception {
		T read = origin.read(SCALAR.matcher(key).replaceFirst("$1"));
		T cached = caches.getCache(origin.cacheName()).get(new EncodedKey(key), origin.type());
		return read != null && cached != null && !origin.isSame(cached, read);
	}

}
