package io.regioncache.cache.key;

import org.springframework.data.domain.Pageable;
import org.springframework.data.domain.Sort;

/**
 * Says why a value cannot be part of a key, and what to use instead.
 */
final class UnkeyableValues {

	private UnkeyableValues() {
	}

	static UnsupportedKeyException refusal(Object value) {
		String name = value.getClass().getName();
		if (value instanceof Pageable || value instanceof Sort || value instanceof Sort.Order) {
			return UnsupportedKeyException
				.unsupported(("A value of %s cannot be a key: it may hold more than its interface tells. "
						+ "Pass a PageRequest with a plain Sort, or give the method a key expression that names what counts")
					.formatted(name));
		}
		return UnsupportedKeyException
			.unsupported(("A value of %s cannot be a key: it has no text that is the same in every process. "
					+ "Give the method a key expression that names one, such as key = \"#p0.id\", "
					+ "or make the class a record or an @Embeddable")
				.formatted(name));
	}

}
