package io.regioncache.interceptor;

import java.lang.reflect.Type;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

/**
 * How a method hands out its value.
 *
 * @param style whether the value comes at once or later
 * @param optional whether it is wrapped in an {@link Optional}
 * @param type the type of the bare value
 */
record ResultShape(Style style, boolean optional, Type type) {

	static final ResultShape NOTHING = new ResultShape(Style.BLOCKING, false, Void.class);

	boolean isNothing() {
		return this.type == Void.class;
	}

	/**
	 * Return the value as it is stored.
	 * @param value the value as the method returns it
	 * @return the bare value
	 */
	@Nullable Object unwrap(@Nullable Object value) {
		return (this.optional && value instanceof Optional<?> wrapped) ? wrapped.orElse(null) : value;
	}

	/**
	 * Return the value as callers expect it.
	 * @param value the bare value
	 * @return the value as the method declares it
	 */
	@Nullable Object wrap(@Nullable Object value) {
		return this.optional ? Optional.ofNullable(value) : value;
	}

	/**
	 * Return what a call returns whose value is known.
	 * @param value the bare value
	 * @return the value as the method declares it, in a future if it returns one
	 */
	@Nullable Object answer(@Nullable Object value) {
		return (this.style == Style.FUTURE) ? CompletableFuture.completedFuture(wrap(value)) : wrap(value);
	}

	/**
	 * When a value comes.
	 */
	enum Style {

		/**
		 * When the method returns.
		 */
		BLOCKING,

		/**
		 * When the returned future completes.
		 */
		FUTURE,

		/**
		 * When the returned {@code Mono} completes, for each subscription; so does a
		 * suspending function.
		 */
		MONO,

		/**
		 * When the returned {@code Flux} completes, for each subscription, as a list.
		 */
		FLUX,

		/**
		 * When the returned {@code Flow} of Kotlin completes, for each collection, as a
		 * list.
		 */
		FLOW;

		/**
		 * Return whether there are many values, kept as a list.
		 */
		boolean isMany() {
			return this == FLUX || this == FLOW;
		}

		/**
		 * Return whether a subscription decides when the method is called.
		 */
		boolean isReactive() {
			return this == MONO || isMany();
		}

	}

}
