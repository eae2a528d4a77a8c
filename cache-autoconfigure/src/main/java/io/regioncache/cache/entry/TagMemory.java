package io.regioncache.cache.entry;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.regioncache.store.entry.EntryKey;
import io.regioncache.store.entry.Scope;
import org.jspecify.annotations.Nullable;

/**
 * The tags of one cache's entries: those that a call names, and those that depend on the
 * value and are remembered from the last time it was seen.
 */
final class TagMemory {

	private static final int REMEMBERED = 100_000;

	private final Cache<String, List<Scope>> seen = Caffeine.newBuilder()
		.maximumSize(REMEMBERED)
		.executor(Runnable::run)
		.build();

	private final AtomicBoolean any = new AtomicBoolean();

	private final RecentTags recent = new RecentTags();

	/**
	 * The tags to ask for: what the call knows, or what the entry was last seen with.
	 */
	Collection<Scope> expected(EntryKey key, CacheRequest request) {
		if (this.any.get()) {
			List<Scope> seen = this.seen.getIfPresent(key.text());
			if (seen != null) {
				return seen;
			}
		}
		try {
			return this.recent.scopes(request.tags().known());
		}
		catch (RuntimeException ex) {
			// It is reported when the value is to be stored
			return List.of();
		}
	}

	void remember(EntryKey key, List<Scope> tags) {
		this.seen.put(key.text(), tags);
		this.any.set(true);
	}

	/**
	 * The tags of a value.
	 */
	static List<Scope> of(CacheRequest request, @Nullable Object value) {
		return scopes(request.tags().of(value)).stream().distinct().toList();
	}

	/**
	 * The tags of a value that is not stored. Their expressions may rely on its being
	 * stored only if it is not {@code null}, say.
	 */
	static @Nullable List<Scope> ifAny(CacheRequest request, @Nullable Object value) {
		try {
			return of(request, value);
		}
		catch (RuntimeException ex) {
			return null;
		}
	}

	private static List<Scope> scopes(Collection<String> tags) {
		if (tags.isEmpty()) {
			return List.of();
		}
		List<Scope> scopes = new ArrayList<>(tags.size());
		for (String tag : tags) {
			scopes.add(Scope.tag(tag));
		}
		return scopes;
	}

}
