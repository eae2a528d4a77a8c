package io.regioncache.interceptor;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

import org.springframework.util.ReflectionUtils;
import org.springframework.util.StringUtils;

/**
 * Reads one property, as in {@code #p.id}, by its getter instead of by SpEL. What SpEL
 * might see in another way is left to it: values of another type, {@code null}, and
 * getters that throw.
 *
 * @param owner gives the object
 * @param type the declared type of the object
 * @param getter reads the property
 * @param spel the same by SpEL
 */
record BoundProperty(CallExpression owner, Class<?> type, MethodHandle getter,
		CallExpression spel) implements CallExpression {

	/**
	 * Bind a property.
	 * @param owner gives the object
	 * @param type the declared type of the object
	 * @param property the name of the property
	 * @param spel the same by SpEL
	 * @return what reads it: {@code spel} if the type does not tell which getter SpEL
	 * uses
	 */
	static CallExpression of(CallExpression owner, Class<?> type, String property, CallExpression spel) {
		Method getter = getter(type, property);
		if (getter == null) {
			return spel;
		}
		try {
			ReflectionUtils.makeAccessible(getter);
			MethodHandle handle = MethodHandles.publicLookup().unreflect(getter);
			return new BoundProperty(owner, type, handle.asType(MethodType.methodType(Object.class, Object.class)),
					spel);
		}
		catch (IllegalAccessException | RuntimeException ex) {
			return spel;
		}
	}

	/**
	 * SpEL prefers {@code getId} to {@code isId}, and both to the accessor of a record.
	 */
	private static @Nullable Method getter(Class<?> type, String property) {
		if (property.length() > 1 && Character.isUpperCase(property.charAt(1))) {
			// Its getter may be spelled in two ways
			return null;
		}
		String suffix = StringUtils.capitalize(property);
		Method getter = method(type, "get" + suffix);
		boolean other = getter != null || !type.isRecord() || method(type, "is" + suffix) != null;
		return other ? getter : accessor(type, property);
	}

	private static @Nullable Method accessor(Class<?> type, String property) {
		return Arrays.stream(type.getRecordComponents())
			.filter((component) -> component.getName().equals(property))
			.map((component) -> method(type, component.getAccessor().getName()))
			.findFirst()
			.orElse(null);
	}

	private static @Nullable Method method(Class<?> type, String name) {
		try {
			Method method = type.getMethod(name);
			return (Modifier.isStatic(method.getModifiers()) || method.getReturnType() == void.class) ? null : method;
		}
		catch (NoSuchMethodException ex) {
			return null;
		}
	}

	@Override
	public @Nullable ArgumentKey fromArguments() {
		ArgumentKey object = this.owner.fromArguments();
		return (object != null) ? (arguments) -> read(object.of(arguments)) : null;
	}

	private @Nullable Object read(@Nullable Object object) {
		try {
			return this.type.isInstance(object) ? this.getter.invokeExact(object) : null;
		}
		catch (Throwable ex) {
			return null;
		}
	}

	@Override
	public @Nullable Object evaluate(Invocation call) {
		Object object = this.owner.evaluate(call);
		if (this.type.isInstance(object)) {
			try {
				return this.getter.invokeExact(object);
			}
			catch (Throwable ex) {
				return this.spel.evaluate(call);
			}
		}
		return this.spel.evaluate(call);
	}

}
