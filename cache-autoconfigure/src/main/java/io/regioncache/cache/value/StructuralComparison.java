package io.regioncache.cache.value;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

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
		return rule.whole() ? compareValues(value, read) : compareOnce(value, read, rule.kind());
	}

	private @Nullable Difference compareOnce(Object value, Object read, @Nullable CollectionKind kind) {
		Object counterpart = this.underWay.get(value);
		if (counterpart != null) {
			return (counterpart == read) ? null : Difference.incomparable(value,
					"refers to itself, and was read back as several objects", Difference.KEEP_STATE);
		}
		this.underWay.put(value, read);
		try {
			return compareParts(value, read, kind);
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
		return (Array.getLength(value) == Array.getLength(read))
				? compareInOrder(Arrays.asList((Object[]) value), Arrays.asList((Object[]) read))
				: Difference.of(value, read, Difference.KEEP_STATE);
	}

	private @Nullable Difference compareContents(Object value, Object read) {
		if (value instanceof Map<?, ?> map && read instanceof Map<?, ?> other) {
			return compareMaps(map, other);
		}
		if (value instanceof Collection<?> collection && read instanceof Collection<?> other) {
			return compareCollections(collection, other);
		}
		if (value instanceof Map.Entry<?, ?> entry && read instanceof Map.Entry<?, ?> other) {
			return compareEntry(entry, other, ".key", ".value");
		}
		return compareReferences(value, read);
	}

	private @Nullable Difference compareReferences(Object value, Object read) {
		if (value instanceof Optional<?> optional && read instanceof Optional<?> other) {
			return compare(optional.orElse(null), other.orElse(null));
		}
		return (value instanceof AtomicReference<?> reference && read instanceof AtomicReference<?> other)
				? compare(reference.get(), other.get()) : null;
	}

	private @Nullable Difference compareCollections(Collection<?> value, Collection<?> read) {
		Difference lost = ContainerTraits.lost(value, read);
		if (lost != null) {
			return lost;
		}
		Difference difference = compareInOrder(value, read);
		if (difference != null && CollectionKind.isUnordered(value)) {
			difference = compareInAnyOrder(value, read) ? null : difference;
		}
		return (difference != null) ? difference : ContainerTraits.unfindable(value, read);
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
		Difference lost = ContainerTraits.lost(value, read);
		if (lost != null) {
			return lost;
		}
		Difference difference = compareEntries(value, read);
		if (difference != null && CollectionKind.isUnordered(value)) {
			difference = compareInAnyOrder(value.entrySet(), read.entrySet()) ? null : difference;
		}
		return (difference != null) ? difference : ContainerTraits.unfindable(value, read);
	}

	private @Nullable Difference compareEntries(Map<?, ?> value, Map<?, ?> read) {
		Iterator<? extends Map.Entry<?, ?>> others = read.entrySet().iterator();
		int index = 0;
		for (Map.Entry<?, ?> entry : value.entrySet()) {
			Difference difference = compareEntry(entry, others.next(), ".keys[" + index + "]",
					".values[" + index + "]");
			if (difference != null) {
				return difference;
			}
			index++;
		}
		return null;
	}

	private @Nullable Difference compareEntry(Map.Entry<?, ?> value, Map.Entry<?, ?> read, String key, String content) {
		Difference difference = compare(value.getKey(), read.getKey());
		if (difference != null) {
			return difference.within(key);
		}
		difference = compare(value.getValue(), read.getValue());
		return (difference != null) ? difference.within(content) : null;
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
		return compareState(state, value, read);
	}

	private @Nullable Difference compareState(ClassState state, Object value, Object read) {
		for (ClassState.FieldState part : state.parts()) {
			Difference difference = compare(part.of(value), part.of(read));
			if (difference != null) {
				return difference.within("." + part.name());
			}
		}
		return null;
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
