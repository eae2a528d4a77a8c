package io.regioncache.cache.value;

import java.lang.reflect.Type;

import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.databind.DatabindException;

/**
 * Says why a value has no JSON form, or bytes are not one.
 */
final class JsonFailure {

	private JsonFailure() {
	}

	static ValueException unreadable(Type declared, Throwable ex) {
		return new ValueException(
				"The bytes are not a value of %s: %s".formatted(declared.getTypeName(), messageOf(ex)), ex);
	}

	static ValueException refusal(Object value, Throwable ex) {
		if (ex instanceof ValueException refusal && refusal.isDifferent()) {
			return refusal;
		}
		for (Throwable cause = ex; cause != null; cause = cause.getCause()) {
			if (cause instanceof ValueException) {
				return new ValueException(pathOf(ex) + " " + cause.getMessage(), cause);
			}
		}
		return new ValueException("%s has no JSON form that can be read back: %s%s"
			.formatted(value.getClass().getName(), messageOf(ex), adviceFor(ex)), ex);
	}

	private static String adviceFor(Throwable ex) {
		boolean creation = ex instanceof DatabindException && String.valueOf(ex.getMessage()).contains("construct");
		return (creation && !isTooDeep(ex)) ? "; declare a class that is concrete or sealed, and is a record or has "
				+ "a constructor without arguments, which may be private" : "";
	}

	private static String messageOf(Throwable ex) {
		if (isTooDeep(ex)) {
			return "it refers to itself, or is nested more than 500 levels deep. Break the cycle, for example by the "
					+ "id of what it refers to, or give its classes a constructor without arguments";
		}
		return (ex instanceof JacksonException jackson)
				? (jackson.getPath().isEmpty() ? "" : pathOf(ex) + ": ") + jackson.getOriginalMessage()
				: String.valueOf(ex.getMessage());
	}

	private static boolean isTooDeep(Throwable ex) {
		return ex instanceof StackOverflowError || (ex instanceof StreamConstraintsException
				&& String.valueOf(ex.getMessage()).contains("nesting depth"));
	}

	private static String pathOf(Throwable ex) {
		StringBuilder path = new StringBuilder("value");
		if (ex instanceof JacksonException jackson) {
			for (JacksonException.Reference reference : jackson.getPath()) {
				String name = reference.getPropertyName();
				path.append((name != null) ? "." + name : "[" + reference.getIndex() + "]");
			}
		}
		return path.toString();
	}

}
