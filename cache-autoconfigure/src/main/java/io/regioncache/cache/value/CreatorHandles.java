package io.regioncache.cache.value;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.DeserializationConfig;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.ValueInstantiator;
import tools.jackson.databind.deser.ValueInstantiators;
import tools.jackson.databind.deser.std.StdValueInstantiator;
import tools.jackson.databind.introspect.AnnotatedConstructor;

/**
 * Calls the constructors of records, and of other classes that are read through one, by a
 * handle that takes the arguments as they come. Jackson adapts its handle for each value,
 * which allocates more than the value.
 */
final class CreatorHandles extends ValueInstantiators.Base {

	@Override
	public ValueInstantiator modifyValueInstantiator(DeserializationConfig config, BeanDescription.Supplier description,
			ValueInstantiator instantiator) {
		if (instantiator.getClass() != StdValueInstantiator.class
				|| !(instantiator.getWithArgsCreator() instanceof AnnotatedConstructor creator)) {
			return instantiator;
		}
		MethodHandle handle = handleOf(creator);
		return (handle != null) ? new Instantiator((StdValueInstantiator) instantiator, handle) : instantiator;
	}

	private static @Nullable MethodHandle handleOf(AnnotatedConstructor creator) {
		try {
			return MethodHandles.lookup()
				.unreflectConstructor(creator.getAnnotated())
				.asFixedArity()
				.asSpreader(Object[].class, creator.getParameterCount())
				.asType(MethodType.methodType(Object.class, Object[].class));
		}
		catch (IllegalAccessException ex) {
			// Jackson has other means, or says what is wrong
			return null;
		}
	}

	private static final class Instantiator extends StdValueInstantiator {

		private final MethodHandle handle;

		Instantiator(StdValueInstantiator source, MethodHandle handle) {
			super(source);
			this.handle = handle;
		}

		@Override
		public @Nullable Object createFromObjectWith(DeserializationContext context, @Nullable Object[] arguments) {
			try {
				return (Object) this.handle.invokeExact(arguments);
			}
			catch (Error ex) {
				throw ex;
			}
			catch (Throwable ex) {
				return context.handleInstantiationProblem(getValueClass(), arguments, rewrapCtorProblem(context, ex));
			}
		}

	}

}
