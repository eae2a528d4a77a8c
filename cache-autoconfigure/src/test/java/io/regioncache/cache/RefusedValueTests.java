package io.regioncache.cache;

import java.time.Duration;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.stream.IntStream;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.regioncache.cache.entry.CacheRequest;
import io.regioncache.cache.entry.CacheStatistics.Event;
import io.regioncache.cache.entry.EntryTags;
import io.regioncache.cache.invalidation.Invalidation;
import io.regioncache.cache.value.Fidelity;
import io.regioncache.testkit.RedisExtension;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.ParameterizedTypeReference;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for values that a {@link RegionCache} cannot or must not store: the caller gets
 * them all the same.
 */
@ExtendWith(OutputCaptureExtension.class)
class RefusedValueTests {

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.shared();

	private CacheNode node;

	private RegionCache cache;

	@BeforeEach
	void start() {
		this.node = CacheNode.with(redis.server().url(), (setup) -> {
			setup.settings = Settings.of((it) -> it.maxValueSize = 2000);
			setup.timeout = Duration.ofSeconds(30);
		}).awaitAvailable();
		this.cache = this.node.cache("things");
	}

	@AfterEach
	void stop() {
		this.node.close();
	}

	@Test
	void cyclic(CapturedOutput output) throws Throwable {
		List<Object> cycle = new ArrayList<>();
		cycle.add(cycle);
		assertReturnedButNotStored(CacheRequest.of("k", Object.class), cycle, Event.REFUSED_VALUE);
		assertThat(output.getOut()).containsOnlyOnce("A value of cache 'things' is not stored: java.util.ArrayList "
				+ "has no JSON form that can be read back: it refers to itself, or is nested more than 500 levels deep. "
				+ "Break the cycle, for example by the id of what it refers to, or give its classes a constructor "
				+ "without arguments " + "(further cases within a minute are only counted)");
	}

	@Test
	void notReadable(CapturedOutput output) throws Throwable {
		Callable<String> value = () -> "x";
		assertReturnedButNotStored(CacheRequest.of("k", Callable.class), value, Event.REFUSED_VALUE);
		assertThat(output.getOut()).contains("A value of cache 'things' is not stored: " + value.getClass().getName()
				+ " has no JSON form that can be read back: ");
	}

	@Test
	void throwingWhileItIsWritten(CapturedOutput output) throws Throwable {
		assertReturnedButNotStored(CacheRequest.of("k", Grumpy.class), new Grumpy(), Event.REFUSED_VALUE);
		assertThat(output.getOut()).contains("A value of cache 'things' is not stored: " + Grumpy.class.getName()
				+ " has no JSON form that can be read back: value.names[0]: go away "
				+ "(further cases within a minute are only counted)");
	}

	@Test
	void notFieldsWithoutAccessors() throws Throwable {
		CacheRequest request = CacheRequest.of("k", Opaque.class);
		this.cache.get(request, () -> new Opaque("secret"));
		assertThat(this.cache.get(request, () -> new Opaque("other"))).hasToString("secret");
	}

	@Test
	void whatIsReadBackAsSomethingElse(CapturedOutput output) throws Throwable {
		assertReturnedButNotStored(CacheRequest.of("k", Kennel.class), new Kennel(), Event.REFUSED_DIFFERENT);
		assertThat(output.getOut()).containsOnlyOnce("cache 'things': value.dogs [1 element] was read back as []; the "
				+ "value is not stored. Let JSON carry it: ");
	}

	@Test
	void notWhatIsSaidToBeOff() throws Throwable {
		try (CacheNode unguarded = CacheNode.at(redis.server().url(),
				Settings.of((it) -> it.fidelity = Fidelity.OFF))) {
			RegionCache cache = unguarded.cache("kennels");
			cache.get(CacheRequest.of("k", Kennel.class), Kennel::new);
			assertThat(cache.statistics().get(Event.STORED)).isOne();
		}
	}

	@Test
	void elementsThatJsonCannotTell(CapturedOutput output) throws Throwable {
		assertReturnedButNotStored(CacheRequest.of("k", Object.class), List.of(1L, 2L), Event.REFUSED_DIFFERENT);
		assertThat(output.getOut())
			.contains("cache 'things': value[0] (java.lang.Long) was read back as java.lang.Integer; the value is not "
					+ "stored. Declare it as java.lang.Long: the field, the return type, or regions.caches.<name>.type; ");
	}

	@Test
	void moreThanItsDeclaredType() throws Throwable {
		assertReturnedButNotStored(CacheRequest.of("k", Point.class), new Place(), Event.REFUSED_DIFFERENT);
	}

	@Test
	void elementsOfALooselyDeclaredType() throws Throwable {
		ParameterizedTypeReference<Map<String, Object>> type = new ParameterizedTypeReference<>() {
		};
		assertReturnedButNotStored(CacheRequest.of("k", type.getType()), Map.of("count", 1L), Event.REFUSED_DIFFERENT);
	}

	@Test
	void elementsOfAWildcard() throws Throwable {
		ParameterizedTypeReference<List<?>> type = new ParameterizedTypeReference<>() {
		};
		assertReturnedButNotStored(CacheRequest.of("k", type.getType()), List.of(new Opaque("x")),
				Event.REFUSED_DIFFERENT);
	}

	@Test
	void aFormThatCannotBeReadThoughThatOfOthersCan() throws Throwable {
		this.cache.get(CacheRequest.of("nobody", Owner.class), () -> new Owner(null));
		this.cache.get(CacheRequest.of("k", Owner.class), () -> new Owner(new Dog()));
		assertThat(this.cache.statistics().get(Event.STORED)).as("the one without").isOne();
		assertThat(this.cache.statistics().get(Event.REFUSED_VALUE)).isOne();
	}

	@Test
	void onlyOnceStoredInAFormThatCannotBeRead() throws Throwable {
		for (int i = 0; i < 1000 && this.cache.statistics().get(Event.STORED) < 100; i++) {
			this.cache.get(CacheRequest.of(i, Owner.class), () -> new Owner(null));
		}
		Counting origin = Counting.always(new Owner(new Dog()));
		for (int i = 0; i < 4; i++) {
			this.cache.get(CacheRequest.of("k", Owner.class), origin);
		}
		assertThat(this.cache.statistics().get(Event.CORRUPT)).isEqualTo(3);
		assertThat(this.cache.statistics().get(Event.STORED)).as("those without, and one").isEqualTo(101);
		assertThat(this.cache.statistics().get(Event.REFUSED_VALUE)).isEqualTo(3);
	}

	@Test
	void elementsOfAnInterface() throws Throwable {
		ParameterizedTypeReference<List<Animal>> type = new ParameterizedTypeReference<>() {
		};
		assertReturnedButNotStored(CacheRequest.of("k", type.getType()), List.of(new Dog()), Event.REFUSED_VALUE);
	}

	@Test
	void elementsThatAreMoreThanTheirDeclaredType(CapturedOutput output) throws Throwable {
		ParameterizedTypeReference<List<Point>> type = new ParameterizedTypeReference<>() {
		};
		assertReturnedButNotStored(CacheRequest.of("k", type.getType()), List.of(new Point(), new Place()),
				Event.REFUSED_DIFFERENT);
		assertThat(output.getOut())
			.contains("value[1] (" + Place.class.getName() + ") was read back as " + Point.class.getName());
	}

	@Test
	void elementsDeepInside() throws Throwable {
		ParameterizedTypeReference<Map<String, List<Point>>> type = new ParameterizedTypeReference<>() {
		};
		assertReturnedButNotStored(CacheRequest.of("k", type.getType()), Map.of("a", List.of(new Place())),
				Event.REFUSED_DIFFERENT);
	}

	@Test
	void numbersThatJsonCannotTell() throws Throwable {
		ParameterizedTypeReference<List<Number>> type = new ParameterizedTypeReference<>() {
		};
		assertReturnedButNotStored(CacheRequest.of("k", type.getType()), List.of(1, 2L), Event.REFUSED_DIFFERENT);
	}

	@Test
	void notElementsThatTellTheirType() throws Throwable {
		ParameterizedTypeReference<List<Shape>> type = new ParameterizedTypeReference<>() {
		};
		CacheRequest request = CacheRequest.of("k", type.getType());
		this.cache.get(request, () -> List.of(new Circle(), new Square(), new Circle()));
		assertThat((List<?>) this.cache.get(request, () -> List.of())).hasExactlyElementsOfTypes(Circle.class,
				Square.class, Circle.class);
	}

	@Test
	void ofATypeThatCannotBeBound() throws Throwable {
		assertReturnedButNotStored(CacheRequest.of("k", Contradictory.class), new Contradictory(), Event.REFUSED_VALUE);
	}

	@Test
	void tooLarge(CapturedOutput output) throws Throwable {
		String noise = IntStream.range(0, 1000).mapToObj(Integer::toHexString).reduce("", String::concat);
		assertReturnedButNotStored(CacheRequest.of("k", String.class), noise, Event.REFUSED_SIZE);
		assertThat(output.getOut()).containsOnlyOnce("A value of cache 'things' is not stored: it takes ")
			.contains(" bytes, and 2000 are allowed. Return less, or raise regions.caches.things.max-value-size "
					+ "(further cases within a minute are only counted)");
	}

	@Test
	void largeButSmallEnoughOnceCompressed() throws Throwable {
		this.cache.get(CacheRequest.of("k", String.class), () -> "x".repeat(10_000));
		assertThat(this.cache.statistics().get(Event.STORED)).isEqualTo(1);
	}

	@Test
	void tooManyTags(CapturedOutput output) throws Throwable {
		List<String> tags = IntStream.range(0, 256).mapToObj((i) -> "tag" + i).toList();
		assertReturnedButNotStored(request(EntryTags.of(tags), (value) -> true), "chair", Event.REFUSED_VALUE);
		assertThat(output.getOut()).contains("it has 256 tags, and 255 are possible");
	}

	@Test
	void asManyTagsAsArePossible() throws Throwable {
		List<String> tags = IntStream.range(0, 300).mapToObj((i) -> "tag" + (i % 255)).toList();
		Counting origin = Counting.versions();
		CacheRequest request = request(EntryTags.of(tags), (value) -> true);
		assertThat(this.cache.get(request, origin)).isEqualTo("v1");
		assertThat(this.cache.get(request, origin)).isEqualTo("v1");
		this.node.manager().invalidate(Invalidation.ofTags("tag254"));
		assertThat(this.cache.get(request, origin)).isEqualTo("v2");
	}

	@Test
	void tagsThatCannotBeTold() throws Throwable {
		EntryTags tags = new EntryTags() {

			@Override
			public Collection<String> known() {
				throw new IllegalStateException("known");
			}

			@Override
			public Collection<String> of(@Nullable Object value) {
				throw new IllegalStateException("no tags today");
			}

		};
		assertReturnedButNotStored(request(tags, (value) -> true), "chair", Event.REFUSED_VALUE);
	}

	@Test
	void conditionThatFails() throws Throwable {
		assertReturnedButNotStored(request(EntryTags.NONE, (value) -> {
			throw new IllegalStateException("no condition today");
		}), "chair", Event.REFUSED_VALUE);
	}

	@Test
	void conditionThatIsNotMet() throws Throwable {
		assertReturnedButNotStored(request(EntryTags.NONE, (value) -> false), "chair", null);
	}

	@Test
	void putInPlaceOfAnother() {
		this.cache.put("k", "old");
		List<Object> cycle = new ArrayList<>();
		cycle.add(cycle);
		this.cache.put("k", cycle);
		assertThat(this.cache.get("k")).isNull();
	}

	private static CacheRequest request(EntryTags tags, Predicate<@Nullable Object> cacheable) {
		return new CacheRequest("k", String.class, tags, null, null, cacheable);
	}

	private void assertReturnedButNotStored(CacheRequest request, Object value, @Nullable Event event)
			throws Throwable {
		Counting origin = Counting.always(value);
		assertThat(this.cache.get(request, origin)).isSameAs(value);
		assertThat(this.cache.get(request, origin)).isSameAs(value);
		assertThat(origin.loads()).isEqualTo(2);
		assertThat(this.cache.statistics().get(Event.STORED)).isZero();
		if (event != null) {
			assertThat(this.cache.statistics().get(event)).isEqualTo(2);
		}
	}

	interface Animal {

		String getName();

	}

	record Owner(@Nullable Animal pet) {

	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
	@JsonSubTypes({ @JsonSubTypes.Type(Circle.class), @JsonSubTypes.Type(Square.class) })
	interface Shape {

	}

	static class Circle implements Shape {

		public int radius = 1;

	}

	static class Square implements Shape {

		public int side = 1;

	}

	static class Point {

		public int x = 1;

	}

	static class Place extends Point {

		public int z = 3;

	}

	static class Dog implements Animal {

		@Override
		public String getName() {
			return "rex";
		}

	}

	static class Grumpy {

		private final List<String> names = new AbstractList<>() {

			@Override
			public String get(int index) {
				throw new IllegalStateException("go away");
			}

			@Override
			public int size() {
				return 1;
			}

		};

	}

	static class Contradictory {

		@JsonProperty("b")
		private int a;

		@JsonProperty("b")
		private int b;

	}

	static class Kennel {

		private final transient List<String> dogs = new ArrayList<>();

		Kennel() {
			if (StackWalker.getInstance()
				.walk((frames) -> frames.noneMatch((frame) -> frame.getClassName().startsWith("tools.jackson")))) {
				this.dogs.add("rex");
			}
		}

	}

	static class Opaque {

		private final String secret;

		Opaque() {
			this("");
		}

		Opaque(String secret) {
			this.secret = secret;
		}

		@Override
		public String toString() {
			return this.secret;
		}

	}

}
