package io.regioncache.interceptor;

import java.lang.reflect.Method;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.core.ResolvableType;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which declared types are refused as keys.
 */
class KeyTypesTests {

	@ParameterizedTest
	@MethodSource
	void isAccepted(Method method) {
		assertThat(KeyTypes.isUnsupported(ResolvableType.forMethodParameter(method, 0))).isFalse();
	}

	static List<Method> isAccepted() {
		return List.of(Accepted.class.getDeclaredMethods());
	}

	@ParameterizedTest
	@MethodSource
	void isRefused(Method method) {
		assertThat(KeyTypes.isUnsupported(ResolvableType.forMethodParameter(method, 0))).isTrue();
	}

	static List<Method> isRefused() {
		return List.of(Refused.class.getDeclaredMethods());
	}

	interface Accepted {

		void a(long value);

		void b(String value);

		void c(UUID value);

		void d(Locale value);

		void e(LocalDate value);

		void f(byte[] value);

		void g(List<String> value);

		void h(Set<? extends Number> value);

		void i(Map<String, List<Long>> value);

		void j(Optional<Thread.State> value);

		void k(Page value);

		void l(Object value);

		void m(Comparable<?> value);

		void n(Collection<?> value);

		<T> void o(T value);

		void p(Node value);

	}

	interface Refused {

		void a(Entity value);

		void b(Entity[] value);

		void c(List<Entity> value);

		void d(Map<String, Entity> value);

		void e(Optional<Entity> value);

		void f(EntityPage value);

		void g(Thread value);

		void h(Box<Entity> value);

		void i(ArrayDeque<String> value);

	}

	static class Entity {

	}

	record Page(int number, List<String> sort) {
	}

	record EntityPage(int number, List<Entity> first) {
	}

	record Box<T>(T content) {
	}

	record Node(String name, List<Node> children) {
	}

}
