package io.regioncache.interceptor;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.regioncache.cache.entry.EntryTags;
import org.jspecify.annotations.Nullable;

/**
 * The tags an annotation gives to entries, or invalidates.
 *
 * @param ofCall the templates that need only the call
 * @param ofResult the templates that need the result
 * @param constant the tags, if they are the same for every call
 */
record TagsSpec(List<TagTemplate> ofCall, List<TagTemplate> ofResult, @Nullable EntryTags constant) {

	static TagsSpec of(List<TagTemplate> templates) {
		List<TagTemplate> ofResult = templates.stream().filter(TagTemplate::usesResult).toList();
		List<TagTemplate> ofCall = templates.stream().filter((template) -> !template.usesResult()).toList();
		boolean constant = ofResult.isEmpty() && ofCall.stream().allMatch(TagTemplate::isConstant);
		Set<String> text = new LinkedHashSet<>();
		if (constant) {
			ofCall.forEach((template) -> text.add(template.attribute().text()));
		}
		return new TagsSpec(ofCall, ofResult, constant ? EntryTags.of(text) : null);
	}

	boolean isEmpty() {
		return this.ofCall.isEmpty() && this.ofResult.isEmpty();
	}

	/**
	 * Return the tags of the entry a call asks for.
	 * @param call the call, before its body
	 * @return the tags, evaluated when they are asked for
	 */
	EntryTags entryTags(Invocation call) {
		return (this.constant != null) ? this.constant : new CallTags(this, call);
	}

	/**
	 * Return all tags of a call that has returned.
	 * @param call the call, with its result
	 * @return the tags
	 */
	Set<String> all(Invocation call) {
		Set<String> tags = new LinkedHashSet<>();
		addAll(this.ofCall, call, tags);
		addAll(this.ofResult, call, tags);
		return tags;
	}

	private static void addAll(List<TagTemplate> templates, Invocation call, Collection<String> tags) {
		for (int i = 0; i < templates.size(); i++) {
			templates.get(i).addTo(call, tags);
		}
	}

	/**
	 * A set is only made where a tag may be there twice: each hit comes here.
	 */
	private static Collection<String> distinct(List<String> tags) {
		return (tags.size() < 2 || (tags.size() == 2 && !tags.get(0).equals(tags.get(1)))) ? tags
				: new LinkedHashSet<>(tags);
	}

	/**
	 * Keeps the tags of the call once they have been read: its arguments may change while
	 * the method runs.
	 */
	private static final class CallTags implements EntryTags {

		private final TagsSpec spec;

		private final Invocation call;

		private volatile @Nullable Collection<String> known;

		CallTags(TagsSpec spec, Invocation call) {
			this.spec = spec;
			this.call = call;
		}

		@Override
		public Collection<String> known() {
			Collection<String> known = this.known;
			if (known == null) {
				List<String> tags = new ArrayList<>(this.spec.ofCall.size());
				addAll(this.spec.ofCall, this.call, tags);
				known = distinct(tags);
				this.known = known;
			}
			return known;
		}

		@Override
		public Collection<String> of(@Nullable Object value) {
			if (this.spec.ofResult.isEmpty()) {
				return known();
			}
			Set<String> tags = new LinkedHashSet<>(known());
			addAll(this.spec.ofResult, this.call.returning(value), tags);
			return tags;
		}

	}

}
