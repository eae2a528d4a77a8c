package io.regioncache.cache.value;

import java.util.ArrayList;
import java.util.List;

import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;

import org.springframework.data.domain.PageRequest;
import org.springframework.data.domain.Pageable;
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
		context.addSerializers(new SliceForm.Writers());
		context.addDeserializers(new SliceForm.Readers());
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

}
