package io.regioncache.interceptor;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.core.ResolvableType;
import org.springframework.expression.spel.SpelNode;
import org.springframework.expression.spel.ast.CompoundExpression;
import org.springframework.expression.spel.ast.MethodReference;
import org.springframework.expression.spel.ast.PropertyOrFieldReference;
import org.springframework.expression.spel.ast.VariableReference;
import org.springframework.util.ReflectionUtils;
import org.springframework.util.StringUtils;

/**
 * Refuses expressions that read what SpEL cannot see: members of an argument or of the
 * result that are not public. Only declared types that are no interface and not abstract
 * tell that; behind others anything may hide.
 *
 * @param attribute where the expression stands
 */
record MemberRules(Attribute attribute) {

	/**
	 * Check what is read from a variable, one step after the other.
	 * @param path the expression
	 */
	void check(CompoundExpression path) {
		ResolvableType type = (path.getChild(0) instanceof VariableReference variable)
				? type(variable.toStringAST().substring(1)) : null;
		for (int i = 1; i < path.getChildCount() && type != null; i++) {
			type = step(type, path.getChild(i));
		}
	}

	/**
	 * Return the declared type of a variable, if it is known.
	 */
	@Nullable ResolvableType type(String variable) {
		AnnotatedMethod method = this.attribute.method();
		Integer index = method.arguments().get(variable);
		if (index != null) {
			return method.parameterType(index);
		}
		KeysParameter keys = this.attribute.keys();
		if (keys != null && variable.equals(KeysParameter.ELEMENT)) {
			return KeysParameter.elementType(method, keys.index());
		}
		return variable.equals(CallContext.RESULT) ? resultType(method, keys) : null;
	}

	private static ResolvableType resultType(AnnotatedMethod method, @Nullable KeysParameter keys) {
		ResolvableType value = ResultShapes.valueType(method);
		return (keys != null) ? value.getGeneric(1) : value;
	}

	/**
	 * Return the type of what is read from a type, or {@code null} if it is not known.
	 */
	private @Nullable ResolvableType step(ResolvableType type, SpelNode node) {
		Class<?> raw = type.resolve(Object.class);
		if (raw == Optional.class || raw == Class.class || raw.isArray()) {
			return null;
		}
		if (node instanceof PropertyOrFieldReference property) {
			return property(type, raw, property.getName());
		}
		if (node instanceof MethodReference called && isConcrete(raw)
				&& Arrays.stream(raw.getMethods()).noneMatch((method) -> method.getName().equals(called.getName()))) {
			checkHidden(raw, called.getName() + "(…)",
					methods(raw, List.of(called.getName())).map((method) -> method.getName() + "()"));
		}
		return null;
	}

	private @Nullable ResolvableType property(ResolvableType type, Class<?> raw, String name) {
		String capital = StringUtils.capitalize(name);
		List<String> getters = List.of("get" + capital, "is" + capital, name);
		Optional<ResolvableType> read = read(type, raw, name, getters);
		if (read.isEmpty() && isConcrete(raw)) {
			checkHidden(raw, name,
					Stream.concat(methods(raw, getters).filter((method) -> method.getParameterCount() == 0)
						.map((method) -> method.getName() + "()"), fields(raw, name)));
		}
		return read.orElse(null);
	}

	private static Optional<ResolvableType> read(ResolvableType type, Class<?> raw, String name, List<String> getters) {
		for (String getter : getters) {
			for (Method method : raw.getMethods()) {
				if (method.getName().equals(getter) && method.getParameterCount() == 0 && !method.isBridge()) {
					return Optional
						.of(ResolvableType.forType(method.getGenericReturnType(), type.as(method.getDeclaringClass())));
				}
			}
		}
		return Arrays.stream(raw.getFields())
			.filter((field) -> field.getName().equals(name))
			.findFirst()
			.map((field) -> ResolvableType.forType(field.getGenericType(), type.as(field.getDeclaringClass())));
	}

	private static boolean isConcrete(Class<?> type) {
		return !type.isPrimitive() && !Modifier.isAbstract(type.getModifiers());
	}

	private static Stream<Method> methods(Class<?> type, List<String> names) {
		return Arrays.stream(ReflectionUtils.getAllDeclaredMethods(type))
			.filter((method) -> names.contains(method.getName()) && !Modifier.isPublic(method.getModifiers()));
	}

	private static Stream<String> fields(Class<?> type, String name) {
		Field field = ReflectionUtils.findField(type, name);
		return Stream.ofNullable(field).map(Field::getName);
	}

	private void checkHidden(Class<?> type, String name, Stream<String> members) {
		members.findFirst().ifPresent((member) -> {
			throw this.attribute.invalid("reads %s of %s, which is not public".formatted(name, type.getName()),
					(member.endsWith(")") ? "Make %s public" : "Add a public getter of %s").formatted(member)
							+ ", or use another property");
		});
	}

}
