package io.regioncache.interceptor;

import java.lang.annotation.Annotation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import io.regioncache.annotation.Consistency;
import io.regioncache.annotation.InvalidationMode;
import io.regioncache.annotation.InvalidationRegions;
import io.regioncache.annotation.RegionCached;
import io.regioncache.annotation.Vary;
import io.regioncache.cache.entry.ReadDemand;
import io.regioncache.writebehind.Pace;
import org.jspecify.annotations.Nullable;

import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;

/**
 * Reads one annotation of one method.
 */
final class AnnotationReader {

	private static final int MOST_AT_ONCE = 10_000;

	private static final Duration SHORTEST_DELAY = Duration.ofMillis(2);

	private final AttributeParser parser;

	private final MergedAnnotation<Annotation> annotation;

	private final AnnotatedMethod method;

	private final String name;

	private final @Nullable KeysParameter keys;

	AnnotationReader(AttributeParser parser, MergedAnnotation<Annotation> annotation, AnnotatedMethod method) {
		this.parser = parser;
		this.annotation = annotation;
		this.method = method;
		this.name = ClassUtils.getShortName(annotation.getType());
		this.keys = annotation.getType().equals(RegionCached.class) ? KeysParameter.of(method, this.name) : null;
	}

	Class<Annotation> type() {
		return this.annotation.getType();
	}

	ResultShape shape(boolean stored) {
		return ResultShapes.of(this.method, this.name, stored, stored ? this.keys : null);
	}

	/**
	 * Return the parameter whose elements are cached one by one, or {@code null}.
	 */
	@Nullable KeysParameter keys() {
		return this.keys;
	}

	/**
	 * Refuse {@code @Keys} where nothing is cached by it.
	 */
	void checkWithoutKeys() {
		if (KeysParameter.of(this.method, this.name) != null) {
			throw invalid("@Keys belongs to @RegionCached, which the method lacks",
					this.name.equals("Invalidates") ? "Remove it, and set keys, as in keys = \"#ids\"" : "Remove it");
		}
	}

	/**
	 * Read {@code @RegionCached} or {@code @RegionPut}.
	 * @return what it says
	 */
	EntrySpec entry() {
		List<String> cacheNames = cacheNames();
		if (cacheNames.isEmpty()) {
			throw invalid("the annotation names no cache", "Set cacheNames, as in cacheNames = \"products\"");
		}
		boolean afterwards = !type().equals(RegionCached.class);
		KeySpec key = new KeySpec(entryKey(afterwards), vary());
		return new EntrySpec(cacheNames, key, tags(), lifespan(),
				new EntryConditions(this.parser.condition(attribute("condition", false), CallCondition.ALWAYS),
						this.parser.condition(attribute("unless", true), CallCondition.NEVER)),
				EntrySpec.like(shape(true).type(), afterwards ? ReadDemand.OF_CACHE : demand(cacheNames)));
	}

	private ReadDemand demand(List<String> cacheNames) {
		Duration maxStaleness = this.parser.maxStaleness(attribute("maxStaleness", false), cacheNames);
		return (maxStaleness == null) ? ReadDemand.of(consistency()) : new ReadDemand(consistency(), maxStaleness);
	}

	private LifespanSpec lifespan() {
		return LifespanSpec.of(this.parser.duration(attribute("ttl", true), Duration.ofMillis(1)),
				this.parser.duration(attribute("staleWhileRevalidate", true), Duration.ZERO),
				this.parser.duration(attribute("staleIfError", true), Duration.ZERO));
	}

	/**
	 * Read {@code @WriteBehind}.
	 * @param puts what the method puts
	 * @return what it says
	 */
	WriteBehindSpec writeBehind(List<EntrySpec> puts) {
		EntrySpec put = puts.get(0);
		String named = this.annotation.getString("cache");
		String cache = (named.isEmpty() && put.cacheNames().size() == 1) ? put.cacheNames().get(0) : named;
		if (!put.cacheNames().contains(cache)) {
			throw invalid("cache = \"%s\" is none of the caches of @RegionPut".formatted(named),
					"Write one of " + put.cacheNames());
		}
		if (put.conditions().unless() != CallCondition.NEVER || !put.vary().isEmpty()) {
			throw invalid((put.vary().isEmpty() ? "unless" : "vary") + " of @RegionPut excludes it",
					put.vary().isEmpty() ? "Remove unless: what stays out of the cache cannot wait there to be written"
							: "Remove vary: what is written has one value for all callers");
		}
		return new WriteBehindSpec(cache, pace());
	}

	private Pace pace() {
		int batch = this.annotation.getInt("batch");
		if (batch < 1 || batch > MOST_AT_ONCE) {
			throw invalid("batch = " + batch + " is not from 1 to " + MOST_AT_ONCE, "Write a number such as 500");
		}
		DurationSource delay = this.parser.duration(attribute("maxDelay", false), SHORTEST_DELAY);
		if (!(delay instanceof DurationSource.Fixed fixed) || fixed.duration() == null) {
			throw invalid("maxDelay is no duration that is the same for all calls", "Write it as in 500ms or PT1S");
		}
		return new Pace(fixed.duration(), batch);
	}

	private @Nullable Consistency consistency() {
		Consistency[] all = this.annotation.getEnumArray("consistency", Consistency.class);
		if (all.length > 1) {
			throw invalid("consistency names several", "Keep one of them");
		}
		return (all.length == 1) ? all[0] : null;
	}

	/**
	 * Read {@code @Invalidates}.
	 * @return what it says
	 */
	InvalidationSpec invalidation() {
		List<String> cacheNames = cacheNames();
		TagsSpec tags = tags();
		Attribute key = attribute("key", true);
		Attribute keys = attribute("keys", true);
		boolean allEntries = this.annotation.getBoolean("allEntries");
		requireAim(tags, cacheNames, entriesNamed(key, keys, allEntries));
		return new InvalidationSpec(tags, cacheNames, invalidatedKeys(cacheNames, key, keys, allEntries),
				this.parser.condition(attribute("condition", true), CallCondition.ALWAYS),
				this.annotation.getEnum("mode", InvalidationMode.class),
				this.annotation.getEnum("regions", InvalidationRegions.class));
	}

	private static List<String> entriesNamed(Attribute key, Attribute keys, boolean allEntries) {
		Stream<String> named = Stream.of(key, keys).filter((each) -> !each.isEmpty()).map(Attribute::toString);
		return allEntries ? Stream.concat(named, Stream.of("allEntries = true")).toList() : named.toList();
	}

	/**
	 * Refuse what names nothing to invalidate, or entries in more ways than one.
	 * @param entries the attributes that name entries of the caches
	 */
	private void requireAim(TagsSpec tags, List<String> cacheNames, List<String> entries) {
		if (tags.isEmpty() && cacheNames.isEmpty() && entries.isEmpty()) {
			throw invalid("the annotation names nothing to invalidate",
					"Set tags, or cacheNames with key, keys or allEntries");
		}
		if (cacheNames.isEmpty() && !entries.isEmpty()) {
			throw invalid(entries.get(0) + " names no cache", "Set cacheNames as well");
		}
		if (entries.size() > 1) {
			throw invalid("%s and %s exclude each other".formatted(entries.get(0), entries.get(1)),
					"Keep one of the two");
		}
	}

	private @Nullable KeysSource invalidatedKeys(List<String> cacheNames, Attribute key, Attribute keys,
			boolean allEntries) {
		if (allEntries || cacheNames.isEmpty()) {
			return null;
		}
		return keys.isEmpty() ? KeysSource.of(key(key)) : KeysSource.of(this.parser.keys(keys), keys);
	}

	private List<String> cacheNames() {
		List<String> names = List.of(this.annotation.getStringArray("cacheNames"));
		Set<String> seen = new HashSet<>();
		for (String each : names) {
			if (!StringUtils.hasText(each)) {
				throw invalid("cacheNames contains an empty name", "Write the name of a cache, or remove it");
			}
			if (!seen.add(each)) {
				throw invalid("cacheNames contains \"" + each + "\" twice", "Remove one of them");
			}
		}
		return names;
	}

	private Set<String> vary() {
		Set<String> names = Set.of(this.annotation.getStringArray("vary"));
		if (!names.stream().allMatch(StringUtils::hasText)) {
			throw invalid("vary contains an empty name", "Write a name, such as Vary.TENANT, or remove it");
		}
		return names;
	}

	private KeySource entryKey(boolean afterwards) {
		Attribute key = attribute("key", afterwards);
		Attribute generator = attribute("keyGenerator", false);
		if (this.keys != null && !(key.isEmpty() && generator.isEmpty())) {
			throw invalid("@Keys and %s exclude each other".formatted(key.isEmpty() ? generator : key),
					"Remove it: the key is the element, together with all other arguments");
		}
		if (!generator.isEmpty() && !key.isEmpty()) {
			throw invalid(key + " and " + generator + " exclude each other", "Keep one of the two");
		}
		return generator.isEmpty() ? key(key) : this.parser.generatedKey(generator);
	}

	private KeySource key(Attribute key) {
		return key.isEmpty() ? this.parser.allArguments(key) : this.parser.key(key);
	}

	private TagsSpec tags() {
		List<TagTemplate> templates = new ArrayList<>();
		for (String text : this.annotation.getStringArray("tags")) {
			templates.add(this.parser.tag(new Attribute(this.method, this.name, "tags", text, true, this.keys)));
		}
		return TagsSpec.of(templates);
	}

	private Attribute attribute(String attribute, boolean result) {
		boolean ofElement = !attribute.equals("condition");
		return new Attribute(this.method, this.name, attribute, this.annotation.getString(attribute), result,
				ofElement ? this.keys : null);
	}

	InvalidRegionAnnotationException invalid(String problem, String action) {
		return new InvalidRegionAnnotationException("@" + this.name + " on " + this.method.displayName(), problem,
				action, null);
	}

}
