package io.regioncache.cache.value;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Properties;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.PriorityBlockingQueue;

import org.jspecify.annotations.Nullable;

/**
 * Finds out what a container has lost that JSON does not tell: its comparator, capacity,
 * order of access or defaults, or that it finds what it holds.
 */
final class ContainerTraits {

	private ContainerTraits() {
	}

	static @Nullable Difference lost(Collection<?> value, Collection<?> read) {
		if (!sameComparator(comparatorOf(value), comparatorOf(read))) {
			return comparatorLost(value);
		}
		if (value.size() != read.size()) {
			return Difference.of(value, read, Difference.KEEP_STATE);
		}
		return (value instanceof BlockingQueue<?> queue && read instanceof BlockingQueue<?> other
				&& queue.remainingCapacity() != other.remainingCapacity())
						? Difference.incomparable(value, "has a capacity, which JSON does not tell",
								"Return what it holds, in a list.")
						: null;
	}

	static @Nullable Difference lost(Map<?, ?> value, Map<?, ?> read) {
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
		return (value.size() != read.size()) ? Difference.of(value, read, Difference.KEEP_STATE) : null;
	}

	static @Nullable Difference unfindable(Collection<?> value, Collection<?> read) {
		return (read instanceof Set<?> && !findsAll(read, read))
				? Difference.incomparable(value, "does not find its own elements once it was read back",
						"Base equals and hashCode on what is set before an element is added, or use a list.")
				: null;
	}

	static @Nullable Difference unfindable(Map<?, ?> value, Map<?, ?> read) {
		return findsAll(read.keySet(), read.keySet()) ? null
				: Difference.incomparable(value, "does not find its own keys once it was read back",
						"Use keys whose equals and hashCode do not depend on what is set later.");
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

}
