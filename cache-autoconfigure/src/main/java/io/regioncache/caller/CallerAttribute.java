package io.regioncache.caller;

import java.util.function.Function;
import java.util.function.Supplier;

import io.regioncache.annotation.PublicApi;
import org.jspecify.annotations.Nullable;

/**
 * An attribute of the current caller that can be part of a key, under its name in
 * {@code vary}. A bean of an application counts before one of the library with the same
 * name.
 * <p>
 * What it {@linkplain #read reads from a request} follows the request to other threads,
 * into Reactor contexts and coroutines. Whatever else it tells should follow the caller
 * as well, by a {@code ThreadLocalAccessor} of Micrometer's context propagation, or by
 * {@link #bind}: a load on another thread is refused otherwise.
 *
 * @since 0.1
 */
@PublicApi
public interface CallerAttribute {

	/**
	 * Return its name.
	 * @return the name, such as {@code Vary.TENANT}
	 */
	String name();

	/**
	 * Read it from a request, once, when the request begins. By default, no request tells
	 * it.
	 * @param request the request
	 * @return text or another value that can be a key, {@code null} if there is none
	 */
	default @Nullable Object read(CallerRequest request) {
		return null;
	}

	/**
	 * Return its value for the current caller. By default, what was {@linkplain #read
	 * read} from the caller's request.
	 * @return text or another value that can be a key, {@code null} if there is none
	 */
	default @Nullable Object value() {
		CallerContext context = CallerContext.current();
		return (context != null) ? context.attributes().get(name()) : null;
	}

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
	 * Return an attribute that something bound to the thread tells.
	 * @param name its name
	 * @param value gives its value for the current caller
	 * @return the attribute
	 */
	static CallerAttribute of(String name, Supplier<? extends @Nullable Object> value) {
		return new CallerAttribute() {

			@Override
			public String name() {
				return name;
			}

			@Override
			public @Nullable Object value() {
				return value.get();
			}

		};
	}

	/**
	 * Return an attribute that requests tell, in servlet and in reactive applications.
	 * @param name its name
	 * @param reader reads it from a request; {@code null} if the request does not tell it
	 * @return the attribute
	 */
	static CallerAttribute ofRequest(String name, Function<CallerRequest, ? extends @Nullable Object> reader) {
		return new CallerAttribute() {

			@Override
			public String name() {
				return name;
			}

			@Override
			public @Nullable Object read(CallerRequest request) {
				return reader.apply(request);
			}

		};
	}

}
