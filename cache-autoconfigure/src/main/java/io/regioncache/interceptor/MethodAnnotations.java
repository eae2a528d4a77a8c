package io.regioncache.interceptor;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.regioncache.annotation.RegionCached;
import io.regioncache.annotation.RegionPut;
import io.regioncache.annotation.WriteBehind;
import org.jspecify.annotations.Nullable;

/**
 * The annotations of one method, which must not contradict each other.
 */
final class MethodAnnotations {

	private final List<AnnotationReader> cached = new ArrayList<>();

	private final List<AnnotationReader> puts = new ArrayList<>();

	private final List<AnnotationReader> invalidations = new ArrayList<>();

	private final List<AnnotationReader> behind = new ArrayList<>();

	void add(AnnotationReader reader) {
		if (reader.type().equals(RegionCached.class)) {
			this.cached.add(reader);
		}
		else if (reader.type().equals(WriteBehind.class)) {
			this.behind.add(reader);
		}
		else {
			(reader.type().equals(RegionPut.class) ? this.puts : this.invalidations).add(reader);
		}
	}

	/**
	 * Return what they say together.
	 * @param suspending whether the method is a suspending function
	 * @return the spec, {@link MethodSpec#NONE} if there are none
	 */
	MethodSpec spec(boolean suspending) {
		requireOneWay();
		requirePutsBehind();
		AnnotationReader lookup = this.cached.isEmpty() ? null : this.cached.get(0);
		List<AnnotationReader> others = Stream.concat(this.puts.stream(), this.invalidations.stream()).toList();
		if (lookup == null) {
			others.forEach(AnnotationReader::checkWithoutKeys);
		}
		return (lookup == null && others.isEmpty()) ? MethodSpec.NONE
				: MethodSpec.of(shape(lookup), (lookup != null) ? lookup.entry() : null,
						(lookup != null) ? lookup.keys() : null, effects(), suspending);
	}

	private void requirePutsBehind() {
		if (!this.behind.isEmpty() && this.puts.isEmpty()) {
			throw this.behind.get(0)
				.invalid("there is no @RegionPut whose puts could be written",
						"Add @RegionPut, or remove @WriteBehind");
		}
	}

	private void requireOneWay() {
		if (this.cached.size() > 1) {
			throw this.cached.get(1)
				.invalid("the annotation is there twice", "Keep one; cacheNames may name several caches");
		}
		if (!this.cached.isEmpty() && !this.puts.isEmpty()) {
			throw this.cached.get(0)
				.invalid("@RegionPut on the same method always calls it, @RegionCached does not",
						"Keep one of the two");
		}
	}

	private EffectsSpec effects() {
		return new EffectsSpec(puts(), this.invalidations.stream().map(AnnotationReader::invalidation).toList());
	}

	private List<EntrySpec> puts() {
		List<EntrySpec> specs = this.puts.stream().map(AnnotationReader::entry).toList();
		if (this.behind.isEmpty()) {
			return specs;
		}
		WriteBehindSpec written = this.behind.get(0).writeBehind(specs);
		return specs.stream().map((put) -> put.writtenBehind(written)).toList();
	}

	private ResultShape shape(@Nullable AnnotationReader lookup) {
		if (lookup != null) {
			return lookup.shape(true);
		}
		return !this.puts.isEmpty() ? this.puts.get(0).shape(true) : this.invalidations.get(0).shape(false);
	}

}
