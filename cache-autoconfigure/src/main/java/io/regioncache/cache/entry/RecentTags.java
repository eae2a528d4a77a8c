package io.regioncache.cache.entry;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;

import io.regioncache.store.entry.Scope;

/**
 * The scopes of tags that were asked for lately: those that all entries of a cache carry
 * are made once.
 */
final class RecentTags {

	private static final int SIZE = 256;

	private final AtomicReferenceArray<Scope> scopes = new AtomicReferenceArray<>(SIZE);

	List<Scope> scopes(Collection<String> tags) {
		if (tags.isEmpty()) {
			return List.of();
		}
		List<Scope> scopes = new ArrayList<>(tags.size());
		for (String tag : tags) {
			scopes.add(scope(tag));
		}
		return scopes;
	}

	private Scope scope(String tag) {
		int place = (tag.hashCode() * 0x9E3779B9) >>> 24;
		Scope recent = this.scopes.get(place);
		if (recent != null && recent.isTag(tag)) {
			return recent;
		}
		Scope scope = Scope.tag(tag);
		this.scopes.set(place, scope);
		return scope;
	}

}
