package io.regioncache.store.lookup;

import java.util.Collection;

import io.regioncache.store.entry.EntryKey;
import io.regioncache.store.entry.Scope;

/**
 * One entry that is looked up together with others.
 *
 * @param key the key
 * @param tags the tags that the entry is thought to have
 */
public record EntryQuery(EntryKey key, Collection<Scope> tags) {

	/**
	 * Return how many of the scopes of the entry cover it whatever its tags.
	 */
	int own() {
		return this.key.scopes().length;
	}

}
