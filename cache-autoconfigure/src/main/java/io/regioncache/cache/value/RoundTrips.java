package io.regioncache.cache.value;

import java.lang.reflect.Type;
import java.util.Objects;
import java.util.function.Supplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Reads the first values of a type back: what can only be written would be stored for
 * nothing, and what comes back as something else is told once.
 */
final class RoundTrips {

	private static final Log logger = LogFactory.getLog(RoundTrips.class);

	private static final int COMPARED = 100;

	private final Type type;

	private volatile int left = COMPARED;

	private volatile boolean told;

	RoundTrips(Type type) {
		this.type = type;
	}

	/**
	 * Compare the values that follow as well.
	 */
	void again() {
		this.left = COMPARED;
	}

	/**
	 * Compare a value with what is read of it.
	 * @param value the value
	 * @param reading reads it back, each time anew; what that throws is thrown
	 */
	void compare(Object value, Supplier<@Nullable Object> reading) {
		if (this.left <= 0) {
			return;
		}
		Object read = reading.get();
		this.left--;
		if (!this.told && differs(value, read, reading)) {
			this.told = true;
			logger
				.warn(("A value of %s does not equal what is read back of its JSON, so hits differ from what the method "
						+ "returned. Have Jackson write and read all that equals() compares: look for ignored or renamed "
						+ "properties, fields without accessors, and formats that cut something off")
					.formatted(this.type.getTypeName()));
		}
	}

	/**
	 * Where two readings are not equal either, there is no telling.
	 */
	private static boolean differs(Object value, @Nullable Object read, Supplier<@Nullable Object> reading) {
		try {
			return !Objects.deepEquals(value, read) && Objects.deepEquals(read, reading.get());
		}
		catch (RuntimeException ex) {
			return false;
		}
	}

}
