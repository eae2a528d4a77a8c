package io.regioncache.cache.value;

import org.jspecify.annotations.Nullable;

/**
 * How objects of a class are compared.
 *
 * @param refusal why they are not, if so
 * @param whole whether they are values of the JDK
 * @param kind the kind of collection, or {@code null} if the class itself matters
 */
record ClassRule(@Nullable TypeRefusal refusal, boolean whole, @Nullable CollectionKind kind) {

	private static final ClassValue<ClassRule> RULES = new ClassValue<>() {
		@Override
		protected ClassRule computeValue(Class<?> type) {
			return new ClassRule(TypeRefusal.of(type), JdkValues.contain(type), CollectionKind.of(type));
		}
	};

	static ClassRule of(Object value) {
		return RULES.get(value.getClass());
	}

}
