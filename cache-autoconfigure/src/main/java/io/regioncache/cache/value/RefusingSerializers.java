package io.regioncache.cache.value;

import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.SerializationConfig;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.jsontype.TypeSerializer;
import tools.jackson.databind.ser.ValueSerializerModifier;
import tools.jackson.databind.type.MapType;

/**
 * Puts a {@link TypeRefusal} in place of the serializers of classes that are refused, so
 * that they are told before their fields are followed to wherever they lead.
 */
final class RefusingSerializers extends ValueSerializerModifier {

	@Override
	public ValueSerializer<?> modifySerializer(SerializationConfig config, BeanDescription.Supplier description,
			ValueSerializer<?> serializer) {
		return refusing(description.getBeanClass(), serializer);
	}

	@Override
	public ValueSerializer<?> modifyMapSerializer(SerializationConfig config, MapType type,
			BeanDescription.Supplier description, ValueSerializer<?> serializer) {
		return refusing(type.getRawClass(), serializer);
	}

	private static ValueSerializer<?> refusing(Class<?> type, ValueSerializer<?> serializer) {
		TypeRefusal refusal = TypeRefusal.of(type);
		return (refusal != null) ? new Refusing(refusal) : serializer;
	}

	private static final class Refusing extends ValueSerializer<Object> {

		private final TypeRefusal refusal;

		Refusing(TypeRefusal refusal) {
			this.refusal = refusal;
		}

		@Override
		public void serialize(Object value, JsonGenerator generator, SerializationContext context) {
			throw new ValueException("(%s) %s. %s".formatted(value.getClass().getTypeName(), this.refusal.reason(),
					this.refusal.advice()), null);
		}

		@Override
		public void serializeWithType(Object value, JsonGenerator generator, SerializationContext context,
				TypeSerializer typeSerializer) {
			serialize(value, generator, context);
		}

	}

}
