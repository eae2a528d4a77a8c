package io.regioncache.cache.value;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;

import com.fasterxml.jackson.annotation.JsonBackReference;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonManagedReference;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonValue;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.MappedSuperclass;
import jakarta.persistence.OneToMany;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.jspecify.annotations.Nullable;
import org.mockito.Answers;
import org.mockito.Mockito;

/**
 * Classes as applications write them.
 */
final class SampleTypes {

	private SampleTypes() {
	}

	static SharedSessionContractImplementor session() {
		return Mockito.mock(SharedSessionContractImplementor.class, Answers.RETURNS_DEEP_STUBS);
	}

	enum Color {

		RED, GREEN {
			@Override
			public String toString() {
				return "grass";
			}
		}

	}

	enum Coded {

		A("1"), B("2");

		@JsonValue
		final String code;

		Coded(String code) {
			this.code = code;
		}

	}

	static class Bean {

		private String name = "default";

		private int size = 3;

		private @Nullable Bean next;

		public String getName() {
			return this.name;
		}

		public void setName(@Nullable String name) {
			this.name = name;
		}

		Bean next(Bean next) {
			this.next = next;
			return this;
		}

	}

	static class GetterOnly {

		private final List<String> pets = new ArrayList<>();

		private final Map<String, Integer> ages = new HashMap<>();

		GetterOnly pet(String name) {
			this.pets.add(name);
			this.ages.put(name, 1);
			return this;
		}

		public List<String> getPets() {
			return this.pets;
		}

	}

	static class Unmodifiable {

		private final List<GetterOnly> parts = Collections.unmodifiableList(List.of(new GetterOnly().pet("rex")));

	}

	static class Money {

		private final BigDecimal amount;

		private final String currency;

		Money(BigDecimal amount, String cur) {
			this.amount = amount;
			this.currency = cur;
		}

		public String getCurrency() {
			return this.currency;
		}

	}

	static class Strict {

		private final String code;

		Strict(String text) {
			this.code = java.util.Objects.requireNonNull(text);
		}

	}

	static class Trimmed {

		private final String text;

		Trimmed(String text) {
			this.text = "<" + text + ">";
		}

	}

	static class TwoConstructors {

		private final int a;

		TwoConstructors(int a) {
			this.a = a;
		}

		TwoConstructors(String a) {
			this.a = Integer.parseInt(a);
		}

	}

	static class Reversed {

		private final List<String> names;

		Reversed(List<String> names) {
			List<String> reversed = new ArrayList<>(names);
			Collections.reverse(reversed);
			this.names = List.copyOf(reversed);
		}

	}

	static class OtherConstructors {

		private final int a;

		OtherConstructors(int b) {
			this.a = b;
		}

		OtherConstructors(String b) {
			this.a = Integer.parseInt(b);
		}

	}

	static class Validated {

		private @Nullable String name;

		private int size;

		protected Validated() {
		}

		Validated(String title, int size) {
			this.name = java.util.Objects.requireNonNull(title);
			this.size = size;
		}

	}

	static class Delegating {

		@JsonValue
		private final String text;

		@JsonCreator(mode = JsonCreator.Mode.DELEGATING)
		Delegating(String text) {
			this.text = text;
		}

	}

	static class Dated {

		private java.util.Date created = java.sql.Timestamp.valueOf("2024-05-06 07:08:09.123456789");

		private java.util.Date day = java.sql.Date.valueOf("2024-05-06");

		private java.util.Date time = java.sql.Time.valueOf("07:08:09");

		private java.util.Date date = new java.util.Date(1700000000123L);

	}

	static class Factory {

		private final int number;

		private Factory(int number, boolean ignored) {
			this.number = number;
		}

		@JsonCreator
		static Factory of(@JsonProperty("number") int number) {
			return new Factory(number, true);
		}

	}

	static class Web {

		@JsonIgnore
		private String secret = "s";

		@JsonProperty(access = JsonProperty.Access.WRITE_ONLY)
		private String password = "p";

		@JsonFormat(pattern = "yyyy")
		private java.time.LocalDate date = java.time.LocalDate.of(2024, 5, 6);

		@JsonInclude(JsonInclude.Include.NON_EMPTY)
		private List<String> labels = new ArrayList<>();

		private String noAccessor = "n";

		@JsonInclude(JsonInclude.Include.NON_NULL)
		private @Nullable String name = "default";

		Web change() {
			this.secret = "changed";
			this.password = "changed";
			this.noAccessor = "changed";
			this.name = null;
			return this;
		}

	}

	static class ById {

		private long id = 1;

		@JsonIgnore
		private String note = "";

		ById note(String note) {
			this.note = note;
			return this;
		}

		@Override
		public boolean equals(Object other) {
			return other instanceof ById byId && byId.id == this.id;
		}

		@Override
		public int hashCode() {
			return 1;
		}

	}

	static class Shadowing extends Bean {

		private String name = "shadow";

	}

	static class WithTransient {

		private String name = "a";

		private transient int memo;

		WithTransient memo(int memo) {
			this.memo = memo;
			return this;
		}

	}

	static class Node {

		private @Nullable Node parent;

		private List<Node> children = new ArrayList<>();

		private String name = "";

		static Node tree() {
			Node root = new Node();
			Node child = new Node();
			child.parent = root;
			child.name = "child";
			root.children.add(child);
			return root;
		}

	}

	static class CyclicWithoutDefault {

		private final Object[] self = new Object[1];

		CyclicWithoutDefault(String name) {
			this.self[0] = this;
		}

	}

	static class Constant {

		static final Constant ONE = new Constant();

		private int number = 1;

	}

	static class Animal {

		private String name = "rex";

	}

	static class Dog extends Animal {

		private int teeth = 42;

	}

	static class Zoo {

		private Animal animal = new Animal();

		private Object payload = "text";

		Zoo of(Animal animal, Object payload) {
			this.animal = animal;
			this.payload = payload;
			return this;
		}

	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
	@JsonSubTypes({ @JsonSubTypes.Type(value = Car.class, name = "car"), @JsonSubTypes.Type(Bike.class) })
	interface Vehicle {

	}

	record Car(int doors) implements Vehicle {

	}

	record Bike(boolean bell) implements Vehicle {

	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.CLASS)
	static class ByClass {

		private int a = 1;

	}

	static class ByClassMore extends ByClass {

		private int b = 2;

	}

	sealed interface Shape permits Circle, Polygon {

	}

	record Circle(double radius) implements Shape {

	}

	static sealed class Polygon implements Shape permits Square {

		private int corners = 4;

	}

	static final class Square extends Polygon {

		private int side = 2;

	}

	record Shapes(Shape main, List<Shape> all, Map<String, Shape> named) {

	}

	record Pair<A, B>(A first, B second) {

	}

	record Empty() {

	}

	record Ordered(Set<Integer> numbers, Map<String, Integer> scores) {

	}

	record Copying(List<String> names, Set<String> keys) {

		Copying {
			names = List.copyOf(names);
			keys = Set.copyOf(keys);
		}

	}

	record Upper(String name) {

		@Override
		public String name() {
			return this.name.toUpperCase(java.util.Locale.ROOT);
		}

	}

	record Sorted(SortedSet<String> names, TreeMap<String, Integer> map, EnumMap<Color, String> colors) {

	}

	static class Names extends ArrayList<String> {

		private String title = "names";

	}

	@MappedSuperclass
	abstract static class BaseEntity {

		@Id
		private @Nullable Long id;

		BaseEntity id(long id) {
			this.id = id;
			return this;
		}

	}

	@Entity
	static class Owner extends BaseEntity {

		private String name = "george";

		@OneToMany
		private final List<Pet> pets = new ArrayList<>();

		Set<Visit> visits = new LinkedHashSet<>();

		Owner pet(Pet pet) {
			pet.owner = this;
			this.pets.add(pet);
			return this;
		}

	}

	@Entity
	static class Pet extends BaseEntity {

		private String name = "leo";

		@Nullable Owner owner;

	}

	@Entity
	static class Visit extends BaseEntity {

		private String text = "shot";

	}

	static class OwnerProxy extends Owner implements org.hibernate.proxy.HibernateProxy {

		@Override
		public Object writeReplace() {
			return this;
		}

		@Override
		public org.hibernate.proxy.@Nullable LazyInitializer getHibernateLazyInitializer() {
			return null;
		}

	}

	static class Lazy {

		List<String> names = new ArrayList<>();

		Set<String> keys = new HashSet<>();

		Map<String, String> map = new LinkedHashMap<>();

	}

	static class Hashed {

		private String name = "a";

		private Set<Hashed> friends = new HashSet<>();

		static Hashed circle() {
			Hashed first = new Hashed();
			Hashed second = new Hashed();
			second.name = "b";
			first.friends.add(second);
			second.friends.add(first);
			return first;
		}

		@Override
		public boolean equals(Object other) {
			return other instanceof Hashed hashed && hashed.name.equals(this.name);
		}

		@Override
		public int hashCode() {
			return this.name.hashCode();
		}

	}

	static class Managed {

		@JsonManagedReference
		List<Back> backs = new ArrayList<>();

		static Managed one() {
			Managed managed = new Managed();
			Back back = new Back();
			back.managed = managed;
			managed.backs.add(back);
			return managed;
		}

	}

	static class Back {

		@JsonBackReference
		@Nullable Managed managed;

	}

}
