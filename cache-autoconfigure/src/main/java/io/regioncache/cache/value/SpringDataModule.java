package io.regioncache.cache.value;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonFormat;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
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
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.Serializers;
import tools.jackson.databind.ser.std.StdSerializer;

import org.springframework.data.domain.Page;
import org.springframework.data.domain.PageImpl;
import org.springframework.data.domain.PageRequest;
import org.springframework.data.domain.Pageable;
import org.springframework.data.domain.Slice;
import org.springframework.data.domain.SliceImpl;
import org.springframework.data.domain.Sort;

/**
 * Spring Data's pages, and how they were asked for.
 */
final class SpringDataModule extends SimpleModule {

	SpringDataModule() {
		super("region-cache-spring-data");
		addSerializer(new SortSerializer());
		addDeserializer(Sort.class, new SortDeserializer());
		addSerializer(new PageableSerializer());
		addDeserializer(Pageable.class, new PageableDeserializer<>(Pageable.class));
		addDeserializer(PageRequest.class, new PageableDeserializer<>(PageRequest.class));
	}

	@Override
	public void setupModule(SetupContext context) {
		super.setupModule(context);
		context.addSerializers(new Serializers.Base() {
			@Override
			public @Nullable ValueSerializer<?> findSerializer(SerializationConfig config, JavaType type,
					BeanDescription.Supplier description, JsonFormat.Value format) {
				return type.isTypeOrSubTypeOf(Slice.class) ? new SliceSerializer(contentOf(type, config)) : null;
			}
		});
		context.addDeserializers(new Deserializers.Base() {
			@Override
			public @Nullable ValueDeserializer<?> findBeanDeserializer(JavaType type, DeserializationConfig config,
					BeanDescription.Supplier description) {
				Class<?> raw = type.getRawClass();
				if (raw == Page.class || raw == PageImpl.class) {
					return new SliceDeserializer(contentOf(type, config), raw, true);
				}
				return (raw == Slice.class || raw == SliceImpl.class)
						? new SliceDeserializer(contentOf(type, config), raw, false) : null;
			}

			@Override
			public boolean hasDeserializerFor(DeserializationConfig config, Class<?> type) {
				return Slice.class.isAssignableFrom(type);
			}
		});
	}

	private static JavaType contentOf(JavaType type, tools.jackson.databind.cfg.MapperConfig<?> config) {
		JavaType slice = type.findSuperType(Slice.class);
		JavaType element = (slice != null && slice.containedTypeCount() == 1) ? slice.containedType(0)
				: config.constructType(Object.class);
		return config.getTypeFactory().constructCollectionType(List.class, element);
	}

	private static final class SortSerializer extends StdSerializer<Sort> {

		SortSerializer() {
			super(Sort.class);
		}

		@Override
		public void serialize(Sort sort, JsonGenerator generator, SerializationContext context) {
			generator.writeStartArray();
			for (Sort.Order order : sort) {
				generator.writeString(order.getProperty());
				generator.writeString(order.getDirection().name());
				generator.writeBoolean(order.isIgnoreCase());
				generator.writeString(order.getNullHandling().name());
			}
			generator.writeEndArray();
		}

	}

	private static final class SortDeserializer extends StdDeserializer<Sort> {

		SortDeserializer() {
			super(Sort.class);
		}

		@Override
		public Sort deserialize(JsonParser parser, DeserializationContext context) {
			List<Sort.Order> orders = new ArrayList<>();
			while (parser.nextToken() == JsonToken.VALUE_STRING) {
				String property = parser.getString();
				Sort.Direction direction = Sort.Direction.valueOf(parser.nextStringValue());
				boolean ignoreCase = Boolean.TRUE.equals(parser.nextBooleanValue());
				orders.add(new Sort.Order(direction, property, ignoreCase,
						Sort.NullHandling.valueOf(parser.nextStringValue())));
			}
			return orders.isEmpty() ? Sort.unsorted() : Sort.by(orders);
		}

	}

	private static final class PageableSerializer extends StdSerializer<Pageable> {

		PageableSerializer() {
			super(Pageable.class);
		}

		@Override
		public void serialize(Pageable pageable, JsonGenerator generator, SerializationContext context) {
			generator.writeStartObject();
			if (pageable.isPaged()) {
				generator.writeNumberProperty("page", pageable.getPageNumber());
				generator.writeNumberProperty("size", pageable.getPageSize());
			}
			generator.writePOJOProperty("sort", pageable.getSort());
			generator.writeEndObject();
		}

	}

	private static final class PageableDeserializer<T extends Pageable> extends StdDeserializer<T> {

		private final Class<T> type;

		PageableDeserializer(Class<T> type) {
			super(type);
			this.type = type;
		}

		@Override
		public T deserialize(JsonParser parser, DeserializationContext context) {
			int page = -1;
			int size = -1;
			Sort sort = Sort.unsorted();
			for (String name = parser.nextName(); name != null; name = parser.nextName()) {
				parser.nextToken();
				switch (name) {
					case "page" -> page = parser.getIntValue();
					case "size" -> size = parser.getIntValue();
					case "sort" -> sort = context.readValue(parser, Sort.class);
					default -> parser.skipChildren();
				}
			}
			return this.type.cast((page < 0) ? Pageable.unpaged(sort) : PageRequest.of(page, size, sort));
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
			List<Object> content = new ArrayList<>();
			Pageable pageable = Pageable.unpaged();
			long total = 0;
			boolean next = false;
			for (String name = parser.nextName(); name != null; name = parser.nextName()) {
				parser.nextToken();
				switch (name) {
					case "content" -> content = context.readValue(parser, this.content);
					case "pageable" -> pageable = context.readValue(parser, Pageable.class);
					case "total" -> total = parser.getLongValue();
					case "next" -> next = parser.getBooleanValue();
					default -> parser.skipChildren();
				}
			}
			return this.page ? new PageImpl<>(content, pageable, total) : new SliceImpl<>(content, pageable, next);
		}

	}

}
