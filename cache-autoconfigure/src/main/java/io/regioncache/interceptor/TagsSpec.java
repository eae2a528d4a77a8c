package io.regioncache.interceptor;

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

	private static void addAll(List<TagTemplate> templates, Invocation call, Set<String> tags) {
		for (TagTemplate template : templates) {
			template.addTo(call, tags);
		}
	}

	/**
	 * Keeps the tags of the call once they have been read: its arguments may change while
	 * the method runs.
	 */
	private static final class CallTags implements EntryTags {

		private final TagsSpec spec;

		private final Invocation call;

		private volatile @Nullable Set<String> known;

		CallTags(TagsSpec spec, Invocation call) {
			this.spec = spec;
			this.call = call;
		}

		@Override
		public Collection<String> known() {
			Set<String> known = this.known;
			if (known == null) {
				known = new LinkedHashSet<>();
				addAll(this.spec.ofCall, this.call, known);
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
