package io.regioncache.autoconfigure.properties;

import java.beans.PropertyDescriptor;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.BeanUtils;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.data.redis.autoconfigure.DataRedisProperties;
import org.springframework.core.ResolvableType;

/**
 * The names of all properties, to correct one that is not among them.
 */
public final class KnownProperties {

	public static final ConfigurationPropertyName OURS = ConfigurationPropertyName.of("regions");

	private KnownProperties() {
	}

	/**
	 * Return whether an unknown property is meant to be one of ours: it is below one, or
	 * its name is nearly that of one. Otherwise it belongs to the application.
	 * @param name its name, which begins with {@code regions}
	 * @return whether it is claimed
	 */
	static boolean isClaimed(ConfigurationPropertyName name) {
		String first = name.getElement(1, Form.UNIFORM);
		return names().stream()
			.map((known) -> known.replace("-", ""))
			.anyMatch((known) -> distance(known, first) * 3 <= Math.max(known.length(), first.length()));
	}

	/**
	 * Return the names that follow {@code regions} in our properties.
	 */
	public static Collection<String> names() {
		return childrenOf(ResolvableType.forClass(RegionsProperties.class)).keySet();
	}

	/**
	 * Say what to write instead of an unknown property.
	 * @param name its name
	 * @return the advice
	 */
	public static String correct(ConfigurationPropertyName name) {
		ResolvableType type = ResolvableType.forClass(RegionsProperties.class);
		for (int i = 1; i < name.getNumberOfElements(); i++) {
			if (Map.class.isAssignableFrom(type.toClass())) {
				type = type.asMap().getGeneric(1);
				continue;
			}
			Map<String, ResolvableType> children = childrenOf(type);
			String element = name.getElement(i, Form.UNIFORM);
			@Nullable ResolvableType child = child(children, element);
			if (child == null) {
				return isCacheWithDots(name, i, children) ? bracketed(name) : advise(name, i, children);
			}
			type = child;
		}
		return adviseOnParent(name, type);
	}

	/**
	 * Say what to write instead of a value for what has properties of its own.
	 */
	private static String adviseOnParent(ConfigurationPropertyName name, ResolvableType type) {
		if (type.toClass() == DataRedisProperties.class) {
			return "Write '%s.url' instead, or remove it.".formatted(name);
		}
		Map<String, ResolvableType> children = childrenOf(type);
		return children.isEmpty() ? "Remove '%s'.".formatted(name)
				: "Remove it: '%s' has %s.".formatted(name, String.join(", ", children.keySet()));
	}

	/**
	 * Whether it would be a property of a cache, if all before its last element were the
	 * name.
	 */
	private static boolean isCacheWithDots(ConfigurationPropertyName name, int index,
			Map<String, ResolvableType> children) {
		return index == 3 && name.getNumberOfElements() > 4 && name.getElement(1, Form.UNIFORM).equals("caches")
				&& children.containsKey(name.getLastElement(Form.DASHED));
	}

	private static String bracketed(ConfigurationPropertyName name) {
		String cache = IntStream.range(2, name.getNumberOfElements() - 1)
			.mapToObj((i) -> name.getElement(i, Form.ORIGINAL))
			.collect(Collectors.joining("."));
		return "Write '%s.[%s].%s' if that is the name of a cache, or remove it.".formatted(name.chop(2), cache,
				name.getLastElement(Form.DASHED));
	}

	private static String advise(ConfigurationPropertyName name, int index, Map<String, ResolvableType> children) {
		ConfigurationPropertyName parent = name.chop(index);
		String element = name.getElement(index, Form.DASHED);
		return children.keySet()
			.stream()
			.filter((child) -> distance(child, element) * 2 <= Math.max(child.length(), element.length()))
			.min(Comparator.comparingInt((child) -> distance(child, element)))
			.map((nearest) -> "Write '%s%s' instead, or remove it.".formatted(parent.append(nearest),
					name.toString().substring(name.chop(index + 1).toString().length())))
			.orElseGet(() -> children.isEmpty() ? "Remove it: '%s' is a value.".formatted(parent)
					: "Remove it: '%s' has %s.".formatted(parent, String.join(", ", children.keySet())));
	}

	private static @Nullable ResolvableType child(Map<String, ResolvableType> children, String element) {
		return children.entrySet()
			.stream()
			.filter((entry) -> entry.getKey().replace("-", "").equals(element))
			.map(Map.Entry::getValue)
			.findFirst()
			.orElse(null);
	}

	private static Map<String, ResolvableType> childrenOf(ResolvableType type) {
		Map<String, ResolvableType> children = new LinkedHashMap<>();
		Class<?> owner = type.toClass();
		if (owner.isRecord()) {
			for (RecordComponent component : owner.getRecordComponents()) {
				add(children, component.getName(), component.getAccessor());
			}
		}
		else if (owner.getNestHost() == DataRedisProperties.class) {
			addBeanProperties(children, owner);
		}
		return children;
	}

	private static void addBeanProperties(Map<String, ResolvableType> children, Class<?> owner) {
		for (PropertyDescriptor property : BeanUtils.getPropertyDescriptors(owner)) {
			Method getter = property.getReadMethod();
			if (getter != null && getter.getDeclaringClass() != Object.class) {
				add(children, property.getName(), getter);
			}
		}
	}

	private static void add(Map<String, ResolvableType> children, String name, Method getter) {
		children.put(DataObjectPropertyName.toDashedForm(name), ResolvableType.forMethodReturnType(getter));
	}

	/**
	 * How many letters have to be added, left out, replaced or swapped to make one of the
	 * other.
	 */
	private static int distance(String a, String b) {
		int[][] distances = new int[a.length() + 1][b.length() + 1];
		for (int i = 0; i <= a.length(); i++) {
			for (int j = 0; j <= b.length(); j++) {
				distances[i][j] = (i == 0 || j == 0) ? i + j : distance(a, b, i, j, distances);
			}
		}
		return distances[a.length()][b.length()];
	}

	private static int distance(String a, String b, int i, int j, int[][] distances) {
		boolean same = a.charAt(i - 1) == b.charAt(j - 1);
		int distance = Math.min(distances[i - 1][j - 1] + (same ? 0 : 1),
				Math.min(distances[i - 1][j], distances[i][j - 1]) + 1);
		boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
		return swapped ? Math.min(distance, distances[i - 2][j - 2] + 1) : distance;
	}

}
