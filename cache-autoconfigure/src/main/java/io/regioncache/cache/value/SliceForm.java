package io.regioncache.cache.value;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonFormat;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.DeserializationConfig;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.SerializationConfig;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.deser.Deserializers;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.ser.Serializers;
import tools.jackson.databind.ser.std.StdSerializer;

import org.springframework.data.domain.Page;
import org.springframework.data.domain.PageImpl;
import org.springframework.data.domain.Pageable;
import org.springframework.data.domain.Slice;
import org.springframework.data.domain.SliceImpl;

/**
 * The JSON of a {@code Page} or {@code Slice}: its content, where it lies, and what
 * follows.
 */
final class SliceForm {

	private SliceForm() {
	}

	private static JavaType contentOf(JavaType type, tools.jackson.databind.cfg.MapperConfig<?> config) {
		JavaType slice = type.findSuperType(Slice.class);
		JavaType element = (slice != null && slice.containedTypeCount() == 1) ? slice.containedType(0)
				: config.constructType(Object.class);
		return config.getTypeFactory().constructCollectionType(List.class, element);
	}

	/**
	 * Finds the serializer of slices.
	 */
	static final class Writers extends Serializers.Base {

		@Override
		public @Nullable ValueSerializer<?> findSerializer(SerializationConfig config, JavaType type,
				BeanDescription.Supplier description, JsonFormat.Value format) {
			return type.isTypeOrSubTypeOf(Slice.class) ? new SliceSerializer(contentOf(type, config)) : null;
		}

	}

	/**
	 * Finds the deserializer of slices.
	 */
	static final class Readers extends Deserializers.Base {

		@Override
		public @Nullable ValueDeserializer<?> findBeanDeserializer(JavaType type, DeserializationConfig config,
				BeanDescription.Supplier description) {
			Class<?> raw = type.getRawClass();
			boolean page = raw == Page.class || raw == PageImpl.class;
			return (page || raw == Slice.class || raw == SliceImpl.class)
					? new SliceDeserializer(contentOf(type, config), raw, page) : null;
		}

		@Override
		public boolean hasDeserializerFor(DeserializationConfig config, Class<?> type) {
			return Slice.class.isAssignableFrom(type);
		}

	}

	private static final class SliceSerializer extends StdSerializer<Slice<?>> {

		private final JavaType content;

		SliceSerializer(JavaType content) {
			super(Slice.class);
			this.content = content;
		}

		@Override
		public void serialize(Slice<?> slice, JsonGenerator generator, SerializationContext context) {
			generator.writeStartObject();
			generator.writeName("content");
			context.findTypedValueSerializer(this.content, true).serialize(slice.getContent(), generator, context);
			generator.writePOJOProperty("pageable", slice.getPageable());
			if (slice instanceof Page<?> page) {
				generator.writeNumberProperty("total", page.getTotalElements());
			}
			else {
				generator.writeBooleanProperty("next", slice.hasNext());
			}
			generator.writeEndObject();
		}

	}

	private static final class SliceDeserializer extends StdDeserializer<Slice<?>> {

		private final JavaType content;

		private final boolean page;

		SliceDeserializer(JavaType content, Class<?> type, boolean page) {
			super(type);
			this.content = content;
			this.page = page;
		}

		@Override
		public Slice<?> deserialize(JsonParser parser, DeserializationContext context) {
			Map<String, Object> parts = new HashMap<>();
			for (String name = parser.nextName(); name != null; name = parser.nextName()) {
				parser.nextToken();
				read(name, parser, context, parts);
			}
			List<?> content = (List<?>) parts.getOrDefault("content", List.of());
			Pageable pageable = (Pageable) parts.getOrDefault("pageable", Pageable.unpaged());
			return this.page ? new PageImpl<>(content, pageable, (Long) parts.getOrDefault("total", 0L))
					: new SliceImpl<>(content, pageable, (Boolean) parts.getOrDefault("next", false));
		}

		private void read(String name, JsonParser parser, DeserializationContext context, Map<String, Object> parts) {
			switch (name) {
				case "content" -> parts.put(name, context.readValue(parser, this.content));
				case "pageable" -> parts.put(name, context.readValue(parser, Pageable.class));
				case "total" -> parts.put(name, parser.getLongValue());
				case "next" -> parts.put(name, parser.getBooleanValue());
				default -> parser.skipChildren();
			}
		}

	}

}
