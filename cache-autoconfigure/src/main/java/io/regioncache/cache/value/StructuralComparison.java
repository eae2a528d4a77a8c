package io.regioncache.cache.value;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Properties;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Compares a value with what was read back, part by part: the fields of every class, the
 * order of elements, runtime classes, comparators and cycles. {@code equals} is asked of
 * values of the JDK only.
 * <p>
 * Two references to one object may become references to two equal ones; a cycle has to
 * remain one. Collections that only keep elements are of one kind, see
 * {@link CollectionKind}.
 */
final class StructuralComparison {

	/** More elements without an order are not matched with each other. */
	private static final int MAX_UNORDERED = 1000;

	private final IdentityHashMap<Object, Object> underWay = new IdentityHashMap<>();

	private StructuralComparison() {
	}

	/**
	 * Compare a value with what was read back.
	 * @return the first difference, or {@code null} if there is none
	 */
	static @Nullable Difference between(Object value, @Nullable Object read) {
		return new StructuralComparison().compare(value, read);
	}

	private @Nullable Difference compare(@Nullable Object value, @Nullable Object read) {
		if (value == null || read == null) {
			return (value == read) ? null : Difference.of(value, read, Difference.KEEP_STATE);
		}
		ClassRule rule = ClassRule.of(value);
		if (rule.refusal() != null) {
			return rule.refusal().of(value);
		}
		if (value == read) {
			return null;
		}
		if (rule.whole()) {
			return compareValues(value, read);
		}
		Object counterpart = this.underWay.get(value);
		if (counterpart != null) {
			return (counterpart == read) ? null : Difference.incomparable(value,
					"refers to itself, and was read back as several objects", Difference.KEEP_STATE);
		}
		this.underWay.put(value, read);
		try {
			return compareParts(value, read, rule.kind());
		}
		finally {
			this.underWay.remove(value);
		}
	}

	private static @Nullable Difference compareValues(Object value, Object read) {
		if (value.getClass() != read.getClass()) {
			return Difference.ofClass(value, read);
		}
		return JdkValues.areEqual(value, read) ? null : Difference.of(value, read, Difference.KEEP_STATE);
	}

	private @Nullable Difference compareParts(Object value, Object read, @Nullable CollectionKind kind) {
		if ((kind == null) ? value.getClass() != read.getClass() : !kind.mayBecome(value, read)) {
			return Difference.ofClass(value, read);
		}
		if (value.getClass().isArray()) {
			return compareArrays(value, read);
		}
		Difference difference = compareContents(value, read);
		return (difference != null || kind != null) ? difference : compareFields(value, read);
	}

	private @Nullable Difference compareArrays(Object value, Object read) {
		if (value.getClass().getComponentType().isPrimitive()) {
			return Objects.deepEquals(value, read) ? null : Difference.of(value, read, Difference.KEEP_STATE);
		}
		int length = Array.getLength(value);
		if (length != Array.getLength(read)) {
			return Difference.of(value, read, Difference.KEEP_STATE);
		}
		for (int i = 0; i < length; i++) {
			Difference difference = compare(Array.get(value, i), Array.get(read, i));
			if (difference != null) {
				return difference.within("[" + i + "]");
			}
		}
		return null;
	}

	private @Nullable Difference compareContents(Object value, Object read) {
		if (value instanceof Map<?, ?> map && read instanceof Map<?, ?> other) {
			return compareMaps(map, other);
		}
		if (value instanceof Collection<?> collection && read instanceof Collection<?> other) {
			return compareCollections(collection, other);
		}
		if (value instanceof Map.Entry<?, ?> entry && read instanceof Map.Entry<?, ?> other) {
			return first(within(compare(entry.getKey(), other.getKey()), ".key"),
					() -> within(compare(entry.getValue(), other.getValue()), ".value"));
		}
		if (value instanceof Optional<?> optional && read instanceof Optional<?> other) {
			return compare(optional.orElse(null), other.orElse(null));
		}
		if (value instanceof AtomicReference<?> reference && read instanceof AtomicReference<?> other) {
			return compare(reference.get(), other.get());
		}
		return null;
	}

	private @Nullable Difference compareCollections(Collection<?> value, Collection<?> read) {
		Comparator<?> comparator = comparatorOf(value);
		if (!sameComparator(comparator, comparatorOf(read))) {
			return comparatorLost(value);
		}
		if (value.size() != read.size()) {
			return Difference.of(value, read, Difference.KEEP_STATE);
		}
		if (value instanceof BlockingQueue<?> queue && read instanceof BlockingQueue<?> other
				&& queue.remainingCapacity() != other.remainingCapacity()) {
			return Difference.incomparable(value, "has a capacity, which JSON does not tell",
					"Return what it holds, in a list.");
		}
		Difference difference = compareInOrder(value, read);
		if (difference != null && CollectionKind.isUnordered(value)) {
			difference = compareInAnyOrder(value, read) ? null : difference;
		}
		if (difference == null && read instanceof Set<?> && !findsAll(read, read)) {
			return Difference.incomparable(value, "does not find its own elements once it was read back",
					"Base equals and hashCode on what is set before an element is added, or use a list.");
		}
		return difference;
	}

	private @Nullable Difference compareInOrder(Iterable<?> value, Iterable<?> read) {
		Iterator<?> others = read.iterator();
		int index = 0;
		for (Object element : value) {
			Difference difference = compare(element, others.next());
			if (difference != null) {
				return difference.within("[" + index + "]");
			}
			index++;
		}
		return null;
	}

	private boolean compareInAnyOrder(Collection<?> value, Collection<?> read) {
		if (value.size() > MAX_UNORDERED) {
			return false;
		}
		List<Object> left = new ArrayList<>(read);
		for (Object element : value) {
			if (!left.removeIf(new Once(element))) {
				return false;
			}
		}
		return true;
	}

	private @Nullable Difference compareMaps(Map<?, ?> value, Map<?, ?> read) {
		if (!sameComparator(comparatorOf(value), comparatorOf(read))) {
			return comparatorLost(value);
		}
		if (isAccessOrdered(value)) {
			return Difference.incomparable(value, "is ordered by access, which JSON does not tell",
					"Return a map in the order of insertion.");
		}
		if (value instanceof Properties properties
				&& !properties.keySet().containsAll(properties.stringPropertyNames())) {
			return Difference.incomparable(value, "has defaults, which JSON does not tell",
					"Return them together, in a map or in one Properties.");
		}
		if (value.size() != read.size()) {
			return Difference.of(value, read, Difference.KEEP_STATE);
		}
		Difference difference = compareEntries(value, read);
		if (difference != null && CollectionKind.isUnordered(value)) {
			difference = compareInAnyOrder(value.entrySet(), read.entrySet()) ? null : difference;
		}
		if (difference == null && !findsAll(read.keySet(), read.keySet())) {
			return Difference.incomparable(value, "does not find its own keys once it was read back",
					"Use keys whose equals and hashCode do not depend on what is set later.");
		}
		return difference;
	}

	private @Nullable Difference compareEntries(Map<?, ?> value, Map<?, ?> read) {
		Iterator<? extends Map.Entry<?, ?>> others = read.entrySet().iterator();
		int index = 0;
		for (Map.Entry<?, ?> entry : value.entrySet()) {
			Map.Entry<?, ?> other = others.next();
			Difference difference = within(compare(entry.getKey(), other.getKey()), ".keys[" + index + "]");
			if (difference == null) {
				difference = within(compare(entry.getValue(), other.getValue()), ".values[" + index + "]");
			}
			if (difference != null) {
				return difference;
			}
			index++;
		}
		return null;
	}

	private @Nullable Difference compareFields(Object value, Object read) {
		ClassState state = ClassState.of(value.getClass());
		if (state.refusal() != null) {
			return Difference.incomparable(value, state.refusal(), TypeRefusal.RETURN_A_RECORD);
		}
		if (state.isConstant(value)) {
			return Difference.incomparable(value,
					"is a constant of its class that is told from others by identity, and was read back as a copy",
					"Make it an enum, or give it equals and hashCode.");
		}
		for (ClassState.FieldState part : state.parts()) {
			Difference difference = compare(part.of(value), part.of(read));
			if (difference != null) {
				return difference.within("." + part.name());
			}
		}
		return null;
	}

	/**
	 * Whether a collection that looks up by hash or order finds what it holds.
	 */
	private static boolean findsAll(Collection<?> collection, Collection<?> elements) {
		for (Object element : elements) {
			if (!collection.contains(element)) {
				return false;
			}
		}
		return true;
	}

	/**
	 * Only by trying, with a copy.
	 */
	private static boolean isAccessOrdered(Map<?, ?> map) {
		if (map.getClass() != LinkedHashMap.class || map.size() < 2) {
			return false;
		}
		LinkedHashMap<?, ?> copy = (LinkedHashMap<?, ?>) ((LinkedHashMap<?, ?>) map).clone();
		Object first = copy.keySet().iterator().next();
		copy.get(first);
		return copy.keySet().iterator().next() != first;
	}

	private static @Nullable Comparator<?> comparatorOf(Object container) {
		if (container instanceof SortedSet<?> set) {
			return set.comparator();
		}
		if (container instanceof SortedMap<?, ?> map) {
			return map.comparator();
		}
		if (container instanceof PriorityBlockingQueue<?> queue) {
			return queue.comparator();
		}
		return (container instanceof PriorityQueue<?> queue) ? queue.comparator() : null;
	}

	private static boolean sameComparator(@Nullable Comparator<?> comparator, @Nullable Comparator<?> other) {
		return comparator == other || comparator == Comparator.naturalOrder() && other == null;
	}

	private static Difference comparatorLost(Object value) {
		return Difference.incomparable(value, "has a comparator, and was read back without it",
				"Return it in natural order, or as a list or LinkedHashMap that is already sorted.");
	}

	private static @Nullable Difference within(@Nullable Difference difference, String step) {
		return (difference != null) ? difference.within(step) : null;
	}

	private static @Nullable Difference first(@Nullable Difference difference,
			Supplier<@Nullable Difference> otherwise) {
		return (difference != null) ? difference : otherwise.get();
	}

	/**
	 * Matches one element, the first that is the same.
	 */
	private final class Once implements Predicate<Object> {

		private final @Nullable Object element;

		private boolean found;

		Once(@Nullable Object element) {
			this.element = element;
		}

		@Override
		public boolean test(@Nullable Object candidate) {
			if (this.found || compare(this.element, candidate) != null) {
				return false;
			}
			this.found = true;
			return true;
		}

	}

}
