package io.regioncache.cache.key;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.data.domain.Limit;
import org.springframework.data.domain.PageRequest;
import org.springframework.data.domain.Pageable;
import org.springframework.data.domain.Sort;

/**
 * What Spring Data takes for the part of a result that is asked for, as parts of keys.
 * Its own classes only: those of others may hold more than their interface tells.
 */
final class PageKeys {

	private PageKeys() {
	}

	/**
	 * Whether values of a declared class can be written here.
	 */
	static boolean mayAppend(Class<?> type) {
		return type == PageRequest.class || type == Sort.class || Limit.class.isAssignableFrom(type);
	}

	/**
	 * Return the name and the parts of a value, or {@code null} if it is something else.
	 */
	static @Nullable Parts parts(Object value) {
		if (value.getClass() == PageRequest.class) {
			PageRequest page = (PageRequest) value;
			return Parts.of("PageRequest", page.getPageNumber(), page.getPageSize(), page.getSort());
		}
		if (value instanceof Pageable page && page.isUnpaged() && isOurs(value)) {
			return Parts.of("Unpaged", page.getSort());
		}
		if (value instanceof Limit limit) {
			return limit.isLimited() ? Parts.of("Limit", limit.max()) : Parts.of("Limit");
		}
		return partsOfSort(value);
	}

	private static @Nullable Parts partsOfSort(Object value) {
		if (value instanceof Sort sort && isOurs(value)) {
			List<Object> orders = new ArrayList<>();
			sort.forEach(orders::add);
			return new Parts("Sort", orders);
		}
		return (value instanceof Sort.Order order && value.getClass() == Sort.Order.class) ? Parts.of("Order",
				order.getProperty(), order.getDirection().name(), order.isIgnoreCase(), order.getNullHandling().name())
				: null;
	}

	private static boolean isOurs(Object value) {
		return value.getClass().getPackageName().equals(Pageable.class.getPackageName());
	}

	/**
	 * A composite part of a key.
	 *
	 * @param name tells it from other composites
	 * @param elements its own parts
	 */
	record Parts(String name, List<? extends @Nullable Object> elements) {

		private static Parts of(String name, Object... elements) {
			return new Parts(name, Arrays.asList(elements));
		}

	}

}
