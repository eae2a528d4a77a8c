package io.regioncache.caller;

import java.util.function.Supplier;

import io.regioncache.annotation.Vary;
import org.jspecify.annotations.Nullable;

/**
 * Tells one attribute of the current caller. A bean of an application counts before that
 * of the library.
 * <p>
 * What it reads should follow the caller over threads, by a {@code ThreadLocalAccessor}
 * of Micrometer's context propagation, or by {@link #bind}: a load on another thread is
 * refused otherwise.
 */
public interface CallerAttribute {

	/**
	 * Return which attribute this is.
	 * @return the attribute
	 */
	Vary vary();

	/**
	 * Return its value for the current caller.
	 * @return text or another value that can be a key, {@code null} if there is none
	 */
	@Nullable Object value();

	/**
	 * Whether this thread acts for a caller with a value already, so that nothing has to
	 * be bound. By default, whether it is the current value.
	 * @param value the value
	 * @return whether it does
	 */
	default boolean isBound(Object value) {
		return value.equals(value());
	}

	/**
	 * Bind a value to this thread, where a load for its caller is about to run and the
	 * value is another. By default nothing happens, and the load is refused.
	 * @param value the value
	 * @return to be closed on the same thread
	 */
	default CallerScope bind(Object value) {
		return CallerScope.NONE;
	}

	/**
	 * Return an attribute.
	 * @param vary which it is
	 * @param value gives its value for the current caller
	 * @return the attribute
	 */
	static CallerAttribute of(Vary vary, Supplier<? extends @Nullable Object> value) {
		return new CallerAttribute() {

			@Override
			public Vary vary() {
				return vary;
			}

			@Override
			public @Nullable Object value() {
				return value.get();
			}

		};
	}

}
