package io.regioncache.cache.entry;

import java.util.Collection;
import java.util.List;

import io.regioncache.annotation.PublicApi;
import org.jspecify.annotations.Nullable;

/**
 * The tags of one entry, some of which may depend on its value.
 *
 * @since 0.1
 */
@PublicApi
public interface EntryTags {

	/**
	 * No tags at all.
	 */
	EntryTags NONE = of(List.of());

	/**
	 * Return the tags that can be told before the value is known.
	 * @return the tags, possibly fewer than {@link #of(Object)} gives
	 */
	Collection<String> known();

	/**
	 * Return every tag of the entry.
	 * @param value the value to be stored
	 * @return the tags
	 */
	Collection<String> of(@Nullable Object value);

	/**
	 * Tags that do not depend on the value.
	 * @param tags the tags
	 * @return the tags of an entry
	 */
	static EntryTags of(Collection<String> tags) {
		Collection<String> copy = List.copyOf(tags);
		return new EntryTags() {

			@Override
			public Collection<String> known() {
				return copy;
			}

			@Override
			public Collection<String> of(@Nullable Object value) {
				return copy;
			}

		};
	}

}
