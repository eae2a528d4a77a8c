package io.regioncache.cache.value;

import java.io.ByteArrayOutputStream;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;

import io.regioncache.region.MonotonicClock;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.util.ClassUtils;

/**
 * A type, and how its values are written, read and checked.
 */
final class ValueBinding {

	private final int id;

	private final boolean loose;

	private final JavaType javaType;

	private final Class<?> valueClass;

	private final ObjectWriter writer;

	private final ObjectReader reader;

	private final JsonMapper mapper;

	private final @Nullable TokenStreamFactory tokens;

	private final ReadBackSchedule schedule = new ReadBackSchedule();

	private final MonotonicClock clock;

	ValueBinding(JsonMapper mapper, ValueFormat format, Type type, MonotonicClock clock) {
		this.clock = clock;
		this.mapper = mapper;
		this.javaType = mapper.constructType(type);
		this.id = TypeIds.of(type, format);
		this.loose = isLoose(this.javaType);
		this.valueClass = ClassUtils.resolvePrimitiveIfNecessary(this.javaType.getRawClass());
		this.writer = mapper.writerFor(this.javaType);
		this.reader = mapper.readerFor(this.javaType);
		this.tokens = (format != StandardFormat.JSON) ? format.tokens() : null;
	}

	int id() {
		return this.id;
	}

	Class<?> rawClass() {
		return this.javaType.getRawClass();
	}

	byte[] write(Object value) {
		return (this.tokens == null) ? this.writer.writeValueAsBytes(value) : write(this.tokens, value);
	}

	private byte[] write(TokenStreamFactory tokens, Object value) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (JsonGenerator generator = tokens.createGenerator(this.mapper._serializationContext(), bytes)) {
			this.writer.writeValue(generator, value);
		}
		return bytes.toByteArray();
	}

	@Nullable Object read(byte[] json) {
		return read(json, 0, json.length);
	}

	@Nullable Object read(byte[] bytes, int offset, int length) {
		if (this.tokens == null) {
			return this.reader.readValue(bytes, offset, length);
		}
		try (JsonParser parser = this.tokens.createParser(this.mapper._deserializationContext(), bytes, offset,
				length)) {
			return this.reader.readValue(parser);
		}
	}

	/**
	 * Compare a value with what is read of its JSON, if it is its turn.
	 * @throws ValueException if they differ
	 */
	void check(Object value, byte[] json, Fidelity fidelity, long loadNanos) {
		if (fidelity == Fidelity.OFF
				|| (fidelity == Fidelity.SAMPLED && !mayLose(value) && !this.schedule.isDue(json.length, loadNanos))) {
			return;
		}
		long began = this.clock.nanos();
		Difference difference = StructuralComparison.between(value, read(json));
		this.schedule.done(json.length, this.clock.nanos() - began);
		if (difference != null) {
			checkAgain();
			throw new ValueException(difference);
		}
	}

	/**
	 * Check the values that follow as well.
	 */
	void checkAgain() {
		this.schedule.again();
	}

	/**
	 * Whether a value may be more than JSON of this type can tell.
	 */
	private boolean mayLose(Object value) {
		return isContainer(value) ? this.loose || holdsMore(value, this.javaType) : value.getClass() != this.valueClass;
	}

	private static boolean holdsMore(Object container, JavaType type) {
		JavaType content = type.getContentType();
		if (content == null) {
			return false;
		}
		Class<?> declared = ClassUtils.resolvePrimitiveIfNecessary(content.getRawClass());
		for (Object element : elementsOf(container)) {
			boolean more = element != null
					&& (isContainer(element) ? holdsMore(element, content) : element.getClass() != declared);
			if (more) {
				return true;
			}
		}
		return false;
	}

	private static boolean isContainer(Object value) {
		return value instanceof Collection || value instanceof Map || value instanceof Object[];
	}

	private static Collection<?> elementsOf(Object container) {
		if (container instanceof Map<?, ?> map) {
			return map.values();
		}
		return (container instanceof Collection<?> collection) ? collection : Arrays.asList((Object[]) container);
	}

	/**
	 * Whether the type of some elements is left open, so that JSON may not tell it.
	 */
	private static boolean isLoose(JavaType type) {
		JavaType content = type.getContentType();
		if (type.isJavaLangObject() || (content != null && isLoose(content))) {
			return true;
		}
		for (int i = 0; i < type.containedTypeCount(); i++) {
			if (isLoose(type.containedType(i))) {
				return true;
			}
		}
		return false;
	}

}
