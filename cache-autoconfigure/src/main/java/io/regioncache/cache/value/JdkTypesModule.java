package io.regioncache.cache.value;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.AbstractTypeResolver;
import tools.jackson.databind.DeserializationConfig;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;

import org.springframework.util.ClassUtils;

/**
 * Types of the JDK that Jackson by itself would change, and collections that keep their
 * order.
 */
final class JdkTypesModule extends SimpleModule {

	private static final Map<Class<?>, Class<?>> IMPLEMENTATIONS = Map.of(Iterable.class, ArrayList.class, Map.class,
			LinkedHashMap.class, Set.class, LinkedHashSet.class, HashSet.class, LinkedHashSet.class, HashMap.class,
			LinkedHashMap.class, Queue.class, ArrayDeque.class, Deque.class, ArrayDeque.class);

	JdkTypesModule() {
		super("region-cache-jdk-types");
		addSerializer(new PatternSerializer());
		addDeserializer(Pattern.class, new PatternDeserializer());
		addSerializer(new BitSetSerializer());
		addDeserializer(BitSet.class, new BitSetDeserializer());
		addDeserializer(Class.class, new ClassDeserializer());
		if (ClassUtils.isPresent("java.sql.Timestamp", JdkTypesModule.class.getClassLoader())) {
			SqlDates.addTo(this);
		}
	}

	@Override
	public void setupModule(SetupContext context) {
		super.setupModule(context);
		context.addAbstractTypeResolver(new CollectionTypeResolver());
		context.addValueInstantiators(new CreatorHandles());
		context.addSerializerModifier(new LazyParts());
		context.addSerializerModifier(new RefusingSerializers());
	}

	/**
	 * The collections that are read where only the kind is declared. Those that are
	 * ordered take the place of those that are not.
	 */
	private static final class CollectionTypeResolver extends AbstractTypeResolver {

		@Override
		public @Nullable JavaType findTypeMapping(DeserializationConfig config, JavaType type) {
			Class<?> implementation = IMPLEMENTATIONS.get(type.getRawClass());
			return (implementation != null) ? config.getTypeFactory().constructSpecializedType(type, implementation)
					: null;
		}

	}

	private static final class PatternSerializer extends StdSerializer<Pattern> {

		PatternSerializer() {
			super(Pattern.class);
		}

		@Override
		public void serialize(Pattern value, JsonGenerator generator, SerializationContext context) {
			generator.writeString(value.flags() + ":" + value.pattern());
		}

	}

	private static final class PatternDeserializer extends StdDeserializer<Pattern> {

		PatternDeserializer() {
			super(Pattern.class);
		}

		@Override
		public Pattern deserialize(JsonParser parser, DeserializationContext context) {
			String text = parser.getValueAsString("");
			int colon = text.indexOf(':');
			try {
				return Pattern.compile(text.substring(colon + 1), Integer.parseInt(text.substring(0, colon)));
			}
			catch (IllegalArgumentException | IndexOutOfBoundsException ex) {
				return context.reportInputMismatch(Pattern.class, "not a pattern");
			}
		}

	}

	private static final class BitSetSerializer extends StdSerializer<BitSet> {

		BitSetSerializer() {
			super(BitSet.class);
		}

		@Override
		public void serialize(BitSet value, JsonGenerator generator, SerializationContext context) {
			generator.writeBinary(value.toByteArray());
		}

	}

	private static final class BitSetDeserializer extends StdDeserializer<BitSet> {

		BitSetDeserializer() {
			super(BitSet.class);
		}

		@Override
		public BitSet deserialize(JsonParser parser, DeserializationContext context) {
			return BitSet.valueOf(parser.getBinaryValue());
		}

	}

	/**
	 * No class is loaded because its name was found in Redis.
	 */
	private static final class ClassDeserializer extends StdDeserializer<Class<?>> {

		ClassDeserializer() {
			super(Class.class);
		}

		@Override
		public Class<?> deserialize(JsonParser parser, DeserializationContext context) {
			return context.reportInputMismatch(Class.class, "a class is not a value; return its name instead");
		}

	}

}
