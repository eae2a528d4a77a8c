package io.regioncache.cache.value;

import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Hashtable;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

/**
 * Collections that differ in how they keep their elements, not in what they are: a fixed,
 * unmodifiable or lazily loaded one, or a view, is read back as the plain one of its
 * kind, which can be modified. Every other class has to be read back as itself.
 */
enum CollectionKind {

	LIST(ArrayList.class),

	SET(LinkedHashSet.class),

	SORTED_SET(TreeSet.class),

	MAP(LinkedHashMap.class),

	SORTED_MAP(TreeMap.class),

	ENTRY(AbstractMap.SimpleEntry.class),

	/** A view such as that of the values of a map. */
	COLLECTION(ArrayList.class);

	private static final String HIBERNATE = "org.hibernate.collection.spi.";

	private static final Set<Class<?>> MODIFIABLE = Set.of(ArrayList.class, LinkedHashSet.class, HashSet.class,
			LinkedHashMap.class, HashMap.class);

	private static final Set<String> VIEWS = Set.of("java.util.Arrays$ArrayList", "java.util.ArrayList$SubList",
			"java.util.AbstractList$SubList", "java.util.AbstractList$RandomAccessSubList",
			"java.util.ReverseOrderListView", "java.util.ReverseOrderListView$Rand",
			"java.util.concurrent.ConcurrentHashMap$ValuesView", "java.util.stream.Collectors$Partition");

	private static final List<String> CONTAINERS = List.of("java.util.HashMap$", "java.util.LinkedHashMap$",
			"java.util.TreeMap$", "java.util.ImmutableCollections$", "java.util.KeyValueHolder",
			"java.util.Collections$Unmodifiable", "java.util.Collections$Empty", "java.util.Collections$Singleton",
			"java.util.Collections$CopiesList", "java.util.AbstractMap$");

	private final Class<?> plain;

	CollectionKind(Class<?> plain) {
		this.plain = plain;
	}

	/**
	 * Return the kind of a collection.
	 * @return the kind, or {@code null} if its class matters
	 */
	static @Nullable CollectionKind of(Class<?> type) {
		if (type == ArrayList.class) {
			return LIST;
		}
		if (type == LinkedHashMap.class || type == HashMap.class) {
			return MAP;
		}
		if (type == LinkedHashSet.class || type == HashSet.class) {
			return SET;
		}
		return isPlain(type.getName()) ? kindOf(type) : null;
	}

	private static boolean isPlain(String name) {
		return VIEWS.contains(name) || CONTAINERS.stream().anyMatch(name::startsWith) || name.startsWith(HIBERNATE)
				|| name.startsWith("kotlin.collections.");
	}

	private static @Nullable CollectionKind kindOf(Class<?> type) {
		if (List.class.isAssignableFrom(type)) {
			return LIST;
		}
		if (Set.class.isAssignableFrom(type)) {
			return SortedSet.class.isAssignableFrom(type) ? SORTED_SET : SET;
		}
		if (Map.class.isAssignableFrom(type)) {
			return SortedMap.class.isAssignableFrom(type) ? SORTED_MAP : MAP;
		}
		if (Map.Entry.class.isAssignableFrom(type)) {
			return ENTRY;
		}
		return Collection.class.isAssignableFrom(type) ? COLLECTION : null;
	}

	/**
	 * Whether one that can be modified was read back as one that can be, and any other as
	 * one of this kind.
	 */
	boolean mayBecome(Object value, Object read) {
		return read.getClass() == this.plain || read.getClass() == value.getClass()
				|| (!MODIFIABLE.contains(value.getClass()) && of(read.getClass()) == this);
	}

	/**
	 * Whether the order of the elements is left to chance, and to the size of a table.
	 */
	static boolean isUnordered(Object container) {
		if (!(container instanceof Set || container instanceof Map)) {
			return false;
		}
		Class<?> type = container.getClass();
		return type == HashSet.class || type == HashMap.class || type.getName().startsWith("java.util.concurrent.Conc")
				|| type.getName().startsWith("java.util.Immutable") || type == Hashtable.class;
	}

}
