package io.regioncache.cache.value;

import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.regioncache.cache.value.SampleTypes.Color;
import io.regioncache.cache.value.SampleTypes.Shape;
import org.hibernate.collection.spi.PersistentBag;
import org.hibernate.collection.spi.PersistentMap;
import org.hibernate.collection.spi.PersistentSet;

import org.springframework.core.ResolvableType;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.PageImpl;
import org.springframework.data.domain.PageRequest;
import org.springframework.data.domain.Pageable;
import org.springframework.data.domain.Slice;
import org.springframework.data.domain.SliceImpl;
import org.springframework.data.domain.Sort;
import org.springframework.data.geo.Point;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.util.unit.DataSize;

import static io.regioncache.cache.value.Sample.typeOf;

/**
 * Values of classes that applications write or get from their frameworks.
 */
final class ApplicationSamples {

	private ApplicationSamples() {
	}

	static Stream<Sample> all() {
		return Stream.of(beans(), subtypes(), records(), entities(), spring(), kotlin()).flatMap((samples) -> samples);
	}

	private static Sample bean(String name, Supplier<?> value) {
		return Sample.of("Classes", name, value.get().getClass(), value);
	}

	private static Stream<Sample> beans() {
		SampleTypes.Bean nulled = new SampleTypes.Bean();
		nulled.setName(null);
		return Stream.of(bean("bean", SampleTypes.Bean::new), bean("bean, a default set to null", () -> nulled),
				bean("bean in a bean", () -> new SampleTypes.Bean().next(new SampleTypes.Bean())),
				bean("getter-only and final collections", () -> new SampleTypes.GetterOnly().pet("rex")),
				bean("the same, deeper", SampleTypes.Unmodifiable::new),
				bean("constructor parameter unlike its getter", () -> new SampleTypes.Money(BigDecimal.TEN, "EUR")),
				bean("the same, and not null", () -> new SampleTypes.Strict("a")),
				bean("constructor that changes its argument", () -> new SampleTypes.Trimmed("a")),
				bean("constructor that reverses its argument", () -> new SampleTypes.Reversed(List.of("a", "b"))),
				bean("two constructors, one takes the fields", () -> new SampleTypes.TwoConstructors(1)),
				bean("two constructors, neither takes the fields", () -> new SampleTypes.OtherConstructors(1)),
				bean("two constructors, one without arguments", () -> new SampleTypes.Validated("a", 1)),
				bean("@JsonCreator that delegates", () -> new SampleTypes.Delegating("a")),
				bean("@JsonCreator factory", () -> SampleTypes.Factory.of(3)),
				bean("@JsonIgnore, WRITE_ONLY, @JsonFormat, @JsonInclude", () -> new SampleTypes.Web().change()),
				bean("equals compares ids", () -> new SampleTypes.ById().note("text")),
				bean("field that hides one of its parent", SampleTypes.Shadowing::new),
				bean("transient field that holds nothing", SampleTypes.WithTransient::new),
				bean("transient field that holds something", () -> new SampleTypes.WithTransient().memo(7)),
				bean("tree with parents", SampleTypes.Node::tree),
				bean("cycle without a default constructor", () -> new SampleTypes.CyclicWithoutDefault("a")),
				bean("constant without equals", () -> SampleTypes.Constant.ONE),
				bean("@JsonManagedReference", SampleTypes.Managed::one),
				Sample.of("Classes", "hash that depends on what is set later", SampleTypes.Hashed.class,
						SampleTypes.Hashed::circle),
				bean("enum", () -> Color.RED),
				Sample.of("Classes", "enum constant with a body", Color.class, () -> Color.GREEN),
				bean("enum with @JsonValue", () -> SampleTypes.Coded.B),
				bean("inner class", () -> new Inner().new Of()), bean("anonymous class", () -> new SampleTypes.Bean() {
				}));
	}

	private static Sample subtype(String name, Type type, Supplier<?> value) {
		return Sample.of("Subtypes", name, type, value);
	}

	private static Stream<Sample> subtypes() {
		Type zoo = SampleTypes.Zoo.class;
		return Stream.of(subtype("field of its declared class", zoo, SampleTypes.Zoo::new),
				subtype("Dog in a field declared Animal", zoo,
						() -> new SampleTypes.Zoo().of(new SampleTypes.Dog(), "text")),
				subtype("Object field with a Long", zoo, () -> new SampleTypes.Zoo().of(new SampleTypes.Animal(), 5L)),
				subtype("Object field with an Integer", zoo,
						() -> new SampleTypes.Zoo().of(new SampleTypes.Animal(), 5)),
				subtype("Object field with an Instant", zoo,
						() -> new SampleTypes.Zoo().of(new SampleTypes.Animal(), Instant.EPOCH)),
				subtype("Object field with a BigDecimal", zoo,
						() -> new SampleTypes.Zoo().of(new SampleTypes.Animal(), BigDecimal.ONE)),
				subtype("Object field with a list of text", zoo,
						() -> new SampleTypes.Zoo().of(new SampleTypes.Animal(), new ArrayList<>(List.of("a")))),
				subtype("Dog declared Animal", SampleTypes.Animal.class, SampleTypes.Dog::new),
				subtype("@JsonTypeInfo by name", SampleTypes.Vehicle.class, () -> new SampleTypes.Car(4)),
				subtype("@JsonTypeInfo by class", SampleTypes.ByClass.class, SampleTypes.ByClass::new),
				subtype("@JsonTypeInfo by class, a subclass", SampleTypes.ByClass.class, SampleTypes.ByClassMore::new),
				subtype("sealed interface", Shape.class, () -> new SampleTypes.Circle(1.5)),
				subtype("sealed, two levels", Shape.class, SampleTypes.Square::new),
				subtype("sealed class that is not abstract", Shape.class, SampleTypes.Polygon::new),
				subtype("record of a sealed type", SampleTypes.Circle.class, () -> new SampleTypes.Circle(1.5)),
				subtype("sealed types inside a record", SampleTypes.Shapes.class,
						() -> new SampleTypes.Shapes(new SampleTypes.Square(), List.of(new SampleTypes.Circle(1)),
								Map.of("a", new SampleTypes.Polygon()))),
				subtype("sealed results of Kotlin", KotlinResult.class, () -> KotlinValues.results().get(0)),
				subtype("sealed results of Kotlin, the object", KotlinResult.class,
						() -> KotlinValues.results().get(1)));
	}

	private static Stream<Sample> records() {
		return Stream.of(
				record("generic", typeOf(SampleTypes.Pair.class, String.class, Long.class),
						() -> new SampleTypes.Pair<>("a", 1L)),
				record("generic, of a generic",
						typeOf(SampleTypes.Pair.class, typeOf(List.class, Long.class),
								typeOf(SampleTypes.Pair.class, Shape.class, Integer[].class)),
						() -> new SampleTypes.Pair<>(List.of(1L),
								new SampleTypes.Pair<>(new SampleTypes.Circle(2), new Integer[] { 1, null }))),
				record("generic, raw", SampleTypes.Pair.class, () -> new SampleTypes.Pair<>("a", 1L)),
				record("generic, wildcard", ResolvableType.forField(field("wildcard")).getType(),
						() -> new SampleTypes.Pair<>("a", "b")),
				record("empty", SampleTypes.Empty.class, SampleTypes.Empty::new),
				record("ordered set and map", SampleTypes.Ordered.class,
						() -> new SampleTypes.Ordered(new java.util.LinkedHashSet<>(List.of(3, 1, 2)),
								new java.util.LinkedHashMap<>(Map.of("b", 1)))),
				record("empty and null components", SampleTypes.Ordered.class,
						() -> new SampleTypes.Ordered(Set.of(), null)),
				record("that copies its components", SampleTypes.Copying.class,
						() -> new SampleTypes.Copying(List.of("b", "a"), Set.of("x", "y", "z"))),
				record("with an accessor of its own", SampleTypes.Upper.class, () -> new SampleTypes.Upper("a")),
				record("sorted, declared so", SampleTypes.Sorted.class,
						() -> new SampleTypes.Sorted(new TreeSet<>(List.of("b", "a")), new TreeMap<>(Map.of("x", 1)),
								new EnumMap<>(Map.of(Color.RED, "r")))),
				record("sorted with a comparator", SampleTypes.Sorted.class,
						() -> new SampleTypes.Sorted(new TreeSet<>(String.CASE_INSENSITIVE_ORDER), new TreeMap<>(),
								new EnumMap<>(Color.class))));
	}

	private static java.lang.reflect.Field field(String name) {
		try {
			return ApplicationSamples.class.getDeclaredField(name);
		}
		catch (NoSuchFieldException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@SuppressWarnings("unused")
	private static SampleTypes.Pair<? extends CharSequence, ?> wildcard;

	private static Sample record(String name, Type type, Supplier<?> value) {
		return Sample.of("Records", "record, " + name, type, value);
	}

	private static Sample entity(String name, Type type, Supplier<?> value) {
		return Sample.of("Entities", name, type, value);
	}

	private static Stream<Sample> entities() {
		return Stream.of(
				entity("both sides of a relation, from the one", SampleTypes.Owner.class,
						() -> new SampleTypes.Owner().pet(new SampleTypes.Pet()).id(1)),
				entity("both sides of a relation, from the many", SampleTypes.Pet.class, () -> {
					SampleTypes.Pet pet = new SampleTypes.Pet();
					new SampleTypes.Owner().pet(pet).pet(new SampleTypes.Pet());
					return pet;
				}), entity("loaded collections of Hibernate", SampleTypes.Lazy.class, () -> {
					SampleTypes.Lazy lazy = new SampleTypes.Lazy();
					lazy.names = new PersistentBag<>(SampleTypes.session(), new ArrayList<>(List.of("a", "b")));
					lazy.keys = new PersistentSet<>(SampleTypes.session(), Set.of("a"));
					lazy.map = new PersistentMap<>(SampleTypes.session(), Map.of("a", "b"));
					return lazy;
				}), entity("collection that is not loaded", SampleTypes.Lazy.class, () -> {
					SampleTypes.Lazy lazy = new SampleTypes.Lazy();
					lazy.names = new PersistentBag<>(SampleTypes.session());
					return lazy;
				}), entity("proxy in place of an entity", SampleTypes.Pet.class, () -> {
					SampleTypes.Pet pet = new SampleTypes.Pet();
					pet.owner = new SampleTypes.OwnerProxy();
					return pet;
				}), entity("proxy", SampleTypes.Owner.class, SampleTypes.OwnerProxy::new),
				entity("dates of java.sql, declared as Date", SampleTypes.Dated.class, SampleTypes.Dated::new));
	}

	private static Sample spring(String name, Type type, Supplier<?> value) {
		return Sample.of("Spring", name, type, value);
	}

	private static Stream<Sample> spring() {
		Pageable second = PageRequest.of(1, 2, Sort.by(Sort.Order.desc("a").ignoreCase().nullsLast()));
		HttpHeaders headers = new HttpHeaders();
		headers.add("A", "b");
		MultiValueMap<String, String> many = new LinkedMultiValueMap<>();
		many.addAll("a", Arrays.asList("b", "c"));
		return Stream.of(
				spring("Page", typeOf(Page.class, Shape.class),
						() -> new PageImpl<>(List.of(new SampleTypes.Circle(1)), second, 7)),
				spring("Page, unpaged", typeOf(Page.class, String.class), () -> new PageImpl<>(List.of("a"))),
				spring("Page, empty", typeOf(Page.class, String.class), Page::empty),
				spring("PageImpl", typeOf(PageImpl.class, Long.class), () -> new PageImpl<>(List.of(1L), second, 3)),
				spring("Slice", typeOf(Slice.class, String.class), () -> new SliceImpl<>(List.of("a"), second, true)),
				spring("Slice that is a Page", typeOf(Slice.class, String.class), () -> new PageImpl<>(List.of("a"))),
				spring("Page of Object", typeOf(Page.class, Object.class), () -> new PageImpl<>(List.of(1L))),
				spring("Pageable", Pageable.class, () -> second),
				spring("Pageable, unpaged and sorted", Pageable.class, () -> Pageable.unpaged(Sort.by("a"))),
				spring("PageRequest", PageRequest.class, () -> PageRequest.of(3, 5)),
				spring("Sort", Sort.class, () -> Sort.by("a", "b").descending()),
				spring("Sort, unsorted", Sort.class, Sort::unsorted),
				spring("TypedSort", Sort.class, () -> Sort.sort(SampleTypes.Bean.class).by(SampleTypes.Bean::getName)),
				spring("Point", Point.class, () -> new Point(1, 2)),
				spring("ResponseEntity", typeOf(ResponseEntity.class, String.class), () -> ResponseEntity.ok("a")),
				spring("HttpHeaders", HttpHeaders.class, () -> headers),
				spring("MediaType", MediaType.class, () -> MediaType.APPLICATION_JSON),
				spring("HttpStatus", HttpStatus.class, () -> HttpStatus.OK),
				spring("MultiValueMap", typeOf(MultiValueMap.class, String.class, String.class), () -> many),
				spring("LinkedMultiValueMap", typeOf(LinkedMultiValueMap.class, String.class, String.class),
						() -> many),
				spring("DataSize", DataSize.class, () -> DataSize.ofMegabytes(1)));
	}

	private static Stream<Sample> kotlin() {
		List<Object> values = KotlinValues.all();
		return java.util.stream.IntStream.range(0, values.size())
			.mapToObj((i) -> Sample.of("Kotlin", values.get(i).getClass().getSimpleName() + " " + i,
					values.get(i).getClass(), () -> KotlinValues.all().get(i)));
	}

	private static final class Inner {

		private final class Of {

			private int a = 1;

		}

	}

}
