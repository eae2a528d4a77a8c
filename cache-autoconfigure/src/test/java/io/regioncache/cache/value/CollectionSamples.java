package io.regioncache.cache.value;

import java.lang.reflect.Type;
import java.util.AbstractMap;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.Stack;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.Vector;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.regioncache.cache.value.SampleTypes.Color;
import org.hibernate.collection.spi.PersistentBag;
import org.hibernate.collection.spi.PersistentSet;

import static io.regioncache.cache.value.Sample.typeOf;

/**
 * Collections and maps, as they are declared and as they are.
 */
final class CollectionSamples {

	private static final Type LIST = typeOf(List.class, String.class);

	private static final Type SET = typeOf(Set.class, String.class);

	private static final Type MAP = typeOf(Map.class, String.class, Integer.class);

	private CollectionSamples() {
	}

	static Stream<Sample> all() {
		return Stream.of(lists(), sets(), maps(), queues()).flatMap((samples) -> samples);
	}

	private static Sample sample(String name, Type type, Supplier<?> value) {
		return Sample.of("Collections", name, type, value);
	}

	private static Stream<Sample> lists() {
		List<String> abc = List.of("c", "a", "b");
		return Stream.of(sample("List, ArrayList", LIST, () -> new ArrayList<>(abc)),
				sample("List, List.of", LIST, () -> abc), sample("List, of one", LIST, () -> List.of("a")),
				sample("List, empty", LIST, List::of),
				sample("List, with null", LIST, () -> new ArrayList<>(Arrays.asList("a", null))),
				sample("List, Stream.toList", LIST, () -> abc.stream().toList()),
				sample("List, Arrays.asList", LIST, () -> Arrays.asList("b", "a")),
				sample("List, subList", LIST, () -> new ArrayList<>(abc).subList(1, 3)),
				sample("List, unmodifiable", LIST, () -> Collections.unmodifiableList(new ArrayList<>(abc))),
				sample("List, singletonList", LIST, () -> Collections.singletonList("a")),
				sample("List, emptyList", LIST, Collections::emptyList),
				sample("List, nCopies", LIST, () -> Collections.nCopies(3, "a")),
				sample("List, synchronized", LIST, () -> Collections.synchronizedList(new ArrayList<>(abc))),
				sample("List, LinkedList", LIST, () -> new LinkedList<>(abc)),
				sample("List, Vector", LIST, () -> new Vector<>(abc)),
				sample("List, CopyOnWriteArrayList", LIST, () -> new CopyOnWriteArrayList<>(abc)),
				sample("List, PersistentBag", LIST,
						() -> new PersistentBag<>(SampleTypes.session(), new ArrayList<>(abc))),
				sample("List of List", typeOf(List.class, LIST), () -> List.of(List.of("a"), List.of())),
				sample("List<Object>, text and true", typeOf(List.class, Object.class), () -> List.of("a", true)),
				sample("List<Object>, Long", typeOf(List.class, Object.class), () -> List.of(1L)),
				sample("List<Number>, mixed", typeOf(List.class, Number.class), () -> List.of(1, 2L)),
				sample("ArrayList", typeOf(ArrayList.class, String.class), () -> new ArrayList<>(abc)),
				sample("LinkedList", typeOf(LinkedList.class, String.class), () -> new LinkedList<>(abc)),
				sample("Vector", typeOf(Vector.class, String.class), () -> new Vector<>(abc)),
				sample("Stack", typeOf(Stack.class, String.class), () -> {
					Stack<String> stack = new Stack<>();
					stack.addAll(abc);
					return stack;
				}),
				sample("CopyOnWriteArrayList", typeOf(CopyOnWriteArrayList.class, String.class),
						() -> new CopyOnWriteArrayList<>(abc)),
				sample("Iterable", typeOf(Iterable.class, String.class), () -> new ArrayList<>(abc)),
				sample("Iterator", typeOf(Iterator.class, String.class), abc::iterator),
				sample("Collection, ArrayList", typeOf(Collection.class, String.class), () -> new ArrayList<>(abc)),
				sample("Collection, LinkedHashSet", typeOf(Collection.class, String.class),
						() -> new LinkedHashSet<>(abc)),
				sample("Collection, Map.values()", typeOf(Collection.class, Integer.class),
						() -> new LinkedHashMap<>(Map.of("a", 1)).values()),
				sample("Collection, values() of ConcurrentHashMap", typeOf(Collection.class, Integer.class),
						() -> new ConcurrentHashMap<>(Map.of("a", 1)).values()),
				sample("list of a class of its own", SampleTypes.Names.class, SampleTypes.Names::new),
				sample("list of a class of its own, by its interface", LIST, SampleTypes.Names::new));
	}

	private static Stream<Sample> sets() {
		List<String> cab = List.of("c", "a", "b");
		return Stream.of(sample("Set, HashSet", SET, () -> new HashSet<>(cab)),
				sample("Set, LinkedHashSet in its order", SET, () -> new LinkedHashSet<>(cab))
					.showing((Set<String> it) -> new ArrayList<>(it)),
				sample("Set, Set.of", SET, () -> Set.of("c", "a", "b")),
				sample("Set, unmodifiable", SET, () -> Collections.unmodifiableSet(new LinkedHashSet<>(cab))),
				sample("Set, keySet", SET, () -> new LinkedHashMap<>(Map.of("a", 1)).keySet()),
				sample("Set, entrySet", typeOf(Set.class, typeOf(Map.Entry.class, String.class, Integer.class)),
						() -> new LinkedHashMap<>(Map.of("a", 1)).entrySet()),
				sample("Set, TreeSet", SET, () -> new TreeSet<>(cab)),
				sample("Set, EnumSet", typeOf(Set.class, Color.class), () -> EnumSet.of(Color.RED)),
				sample("Set, PersistentSet", SET, () -> new PersistentSet<>(SampleTypes.session(), new HashSet<>(cab))),
				sample("HashSet", typeOf(HashSet.class, String.class), () -> new HashSet<>(cab)),
				sample("LinkedHashSet", typeOf(LinkedHashSet.class, String.class), () -> new LinkedHashSet<>(cab))
					.showing((Set<String> it) -> new ArrayList<>(it)),
				sample("SortedSet", typeOf(SortedSet.class, String.class), () -> new TreeSet<>(cab)),
				sample("SortedSet, reversed", typeOf(SortedSet.class, String.class),
						() -> new TreeSet<>(Comparator.<String>reverseOrder())),
				sample("TreeSet, case insensitive", typeOf(TreeSet.class, String.class), () -> {
					TreeSet<String> set = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
					set.add("key");
					return set;
				}).showing((Set<String> it) -> it.contains("KEY")),
				sample("EnumSet", typeOf(EnumSet.class, Color.class), () -> EnumSet.of(Color.GREEN)));
	}

	private static Stream<Sample> maps() {
		Map<String, Integer> ba = new LinkedHashMap<>();
		ba.put("b", 1);
		ba.put("a", null);
		return Stream.of(sample("Map, HashMap", MAP, () -> new HashMap<>(ba)),
				sample("Map, LinkedHashMap in its order, with null", MAP, () -> ba)
					.showing((Map<String, Integer> it) -> new ArrayList<>(it.keySet())),
				sample("Map, ordered by access", MAP, () -> {
					Map<String, Integer> map = new LinkedHashMap<>(16, 0.75f, true);
					map.putAll(ba);
					return map;
				}).showing((Map<String, Integer> it) -> {
					Map<String, Integer> copy = (Map<String, Integer>) ((LinkedHashMap<String, Integer>) it).clone();
					copy.get("b");
					return new ArrayList<>(copy.keySet());
				}), sample("Map, Map.of", MAP, () -> Map.of("a", 1, "b", 2)),
				sample("Map, unmodifiable", MAP, () -> Collections.unmodifiableMap(ba)),
				sample("Map, emptyMap", MAP, Collections::emptyMap),
				sample("Map, TreeMap", MAP, () -> new TreeMap<>(ba)),
				sample("Map, partitioningBy", typeOf(Map.class, Boolean.class, LIST),
						() -> Stream.of("a").collect(Collectors.partitioningBy(String::isEmpty))),
				sample("Map, ConcurrentHashMap", MAP, () -> new ConcurrentHashMap<>(Map.of("a", 1))),
				sample("Map, of an enum", typeOf(Map.class, Color.class, String.class),
						() -> new HashMap<>(Map.of(Color.GREEN, "a"))),
				sample("Map, EnumMap", typeOf(Map.class, Color.class, String.class),
						() -> new EnumMap<>(Map.of(Color.GREEN, "a"))),
				sample("Map<String, Object>, Long", typeOf(Map.class, String.class, Object.class),
						() -> Map.of("a", 1L)),
				sample("Map<String, Object>, text and lists", typeOf(Map.class, String.class, Object.class), () -> {
					Map<String, Object> map = new HashMap<>();
					map.put("a", new ArrayList<>(List.of("b", 1, 1.5)));
					return map;
				}), sample("Map to List", typeOf(Map.class, String.class, LIST), () -> Map.of("a", List.of("b"))),
				sample("Map, with a null key", MAP, () -> {
					Map<String, Integer> map = new HashMap<>();
					map.put(null, 1);
					return map;
				}),
				sample("Map, from a record", typeOf(Map.class, SampleTypes.Circle.class, String.class),
						() -> Map.of(new SampleTypes.Circle(1), "a")),
				sample("SortedMap", typeOf(SortedMap.class, String.class, Integer.class), () -> new TreeMap<>(ba)),
				sample("NavigableMap, reversed", typeOf(NavigableMap.class, String.class, Integer.class),
						() -> new TreeMap<>(ba).descendingMap()),
				sample("TreeMap, case insensitive", typeOf(TreeMap.class, String.class, Integer.class), () -> {
					TreeMap<String, Integer> map = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
					map.put("key", 1);
					return map;
				}).showing((Map<String, Integer> it) -> it.get("KEY")),
				sample("ConcurrentMap", typeOf(ConcurrentMap.class, String.class, Integer.class),
						() -> new ConcurrentHashMap<>(Map.of("a", 1))),
				sample("ConcurrentSkipListMap", typeOf(ConcurrentSkipListMap.class, String.class, Integer.class),
						() -> new ConcurrentSkipListMap<>(Map.of("a", 1))),
				sample("EnumMap", typeOf(EnumMap.class, Color.class, String.class),
						() -> new EnumMap<>(Map.of(Color.GREEN, "a"))),
				sample("IdentityHashMap", typeOf(IdentityHashMap.class, String.class, Integer.class),
						() -> new IdentityHashMap<>(Map.of("a", 1))),
				sample("WeakHashMap", typeOf(WeakHashMap.class, String.class, Integer.class),
						() -> new WeakHashMap<>(Map.of("a", 1))),
				sample("Map.Entry", typeOf(Map.Entry.class, String.class, Integer.class), () -> Map.entry("a", 1)),
				sample("SimpleEntry", typeOf(Map.Entry.class, String.class, Integer.class),
						() -> new AbstractMap.SimpleEntry<>("a", 1)));
	}

	private static Stream<Sample> queues() {
		return Stream.of(
				sample("Deque, ArrayDeque", typeOf(Deque.class, String.class),
						() -> new ArrayDeque<>(List.of("b", "a"))),
				sample("Queue, ArrayDeque", typeOf(Queue.class, String.class), () -> new ArrayDeque<>(List.of("a"))),
				sample("Queue, LinkedList", typeOf(Queue.class, String.class), () -> new LinkedList<>(List.of("a"))),
				sample("ArrayDeque", typeOf(ArrayDeque.class, String.class), () -> new ArrayDeque<>(List.of("b", "a"))),
				sample("PriorityQueue", typeOf(PriorityQueue.class, String.class),
						() -> new PriorityQueue<>(List.of("c", "b", "a"))),
				sample("PriorityQueue, reversed", typeOf(PriorityQueue.class, String.class), () -> {
					PriorityQueue<String> queue = new PriorityQueue<>(Comparator.<String>reverseOrder());
					queue.addAll(List.of("a", "b"));
					return queue;
				}).showing((PriorityQueue<String> it) -> {
					PriorityQueue<String> copy = new PriorityQueue<>(it);
					copy.add("ab");
					return List.of(copy.poll(), copy.poll());
				}),
				sample("LinkedBlockingQueue", typeOf(LinkedBlockingQueue.class, String.class),
						() -> new LinkedBlockingQueue<>(List.of("a"))),
				sample("LinkedBlockingQueue, bounded", typeOf(LinkedBlockingQueue.class, String.class),
						() -> new LinkedBlockingQueue<>(5))
					.showing((LinkedBlockingQueue<String> it) -> it.remainingCapacity()),
				sample("PriorityBlockingQueue, reversed", typeOf(PriorityBlockingQueue.class, String.class),
						() -> new PriorityBlockingQueue<>(5, Comparator.<String>reverseOrder()))
					.showing((PriorityBlockingQueue<String> it) -> it.comparator() != null));
	}

}
