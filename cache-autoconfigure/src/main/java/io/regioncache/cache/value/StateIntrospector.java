package io.regioncache.cache.value;

import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.ObjectIdGenerators;
import com.fasterxml.jackson.annotation.SimpleObjectIdResolver;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.Version;
import tools.jackson.databind.AnnotationIntrospector;
import tools.jackson.databind.PropertyName;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.Annotated;
import tools.jackson.databind.introspect.AnnotatedClass;
import tools.jackson.databind.introspect.AnnotatedConstructor;
import tools.jackson.databind.introspect.AnnotatedField;
import tools.jackson.databind.introspect.AnnotatedMember;
import tools.jackson.databind.introspect.AnnotatedParameter;
import tools.jackson.databind.introspect.JacksonAnnotationIntrospector;
import tools.jackson.databind.introspect.NopAnnotationIntrospector;
import tools.jackson.databind.introspect.ObjectIdInfo;
import tools.jackson.databind.jsontype.NamedType;

/**
 * Sees classes as what their fields hold. Of Jackson's annotations it knows those that
 * tell how to create an object or which subtype it is; those that shape the JSON of an
 * API, such as {@code @JsonIgnore} and {@code @JsonFormat}, do not concern a cache.
 */
final class StateIntrospector extends NopAnnotationIntrospector {

	private static final PropertyName OBJECT_ID = PropertyName.construct("@id");

	private static final String TYPE_ID = "@type";

	private final AnnotationIntrospector annotations = new JacksonAnnotationIntrospector();

	@Override
	public Version version() {
		return this.annotations.version();
	}

	@Override
	public boolean isAnnotationBundle(java.lang.annotation.Annotation annotation) {
		return this.annotations.isAnnotationBundle(annotation);
	}

	@Override
	public @Nullable PropertyName findNameForSerialization(MapperConfig<?> config, Annotated annotated) {
		return (annotated instanceof AnnotatedField) ? this.annotations.findNameForSerialization(config, annotated)
				: null;
	}

	@Override
	public @Nullable PropertyName findNameForDeserialization(MapperConfig<?> config, Annotated annotated) {
		return (annotated instanceof AnnotatedField || annotated instanceof AnnotatedParameter)
				? this.annotations.findNameForDeserialization(config, annotated) : null;
	}

	@Override
	public @Nullable String findImplicitPropertyName(MapperConfig<?> config, AnnotatedMember member) {
		return this.annotations.findImplicitPropertyName(config, member);
	}

	@Override
	public JsonCreator.@Nullable Mode findCreatorAnnotation(MapperConfig<?> config, Annotated annotated) {
		JsonCreator.Mode mode = this.annotations.findCreatorAnnotation(config, annotated);
		if (mode == null || mode == JsonCreator.Mode.DELEGATING) {
			return (annotated instanceof AnnotatedConstructor constructor && isPrimary(constructor.getAnnotated()))
					? JsonCreator.Mode.PROPERTIES : null;
		}
		return (mode == JsonCreator.Mode.DEFAULT || mode == JsonCreator.Mode.PROPERTIES) ? JsonCreator.Mode.PROPERTIES
				: null;
	}

	/**
	 * Whether a constructor is the only one, or the one among others that takes what the
	 * fields hold. One without arguments is preferred to both.
	 */
	private static boolean isPrimary(Constructor<?> constructor) {
		Class<?> type = constructor.getDeclaringClass();
		if (type.isRecord() || type.isEnum() || constructor.getParameterCount() == 0) {
			return false;
		}
		List<Constructor<?>> constructors = Arrays.stream(type.getDeclaredConstructors())
			.filter((other) -> !other.isSynthetic())
			.toList();
		return constructors.size() == 1 || (takesFields(constructor)
				&& constructors.stream().noneMatch((other) -> other.getParameterCount() == 0));
	}

	private static boolean takesFields(Constructor<?> constructor) {
		Set<String> parameters = new HashSet<>();
		for (Parameter parameter : constructor.getParameters()) {
			parameters.add(parameter.getName() + " " + parameter.getType().getName());
		}
		Set<String> fields = new HashSet<>();
		for (Class<?> layer = constructor.getDeclaringClass(); layer != null; layer = layer.getSuperclass()) {
			for (Field field : layer.getDeclaredFields()) {
				if (!field.isSynthetic() && (field.getModifiers() & (Modifier.STATIC | Modifier.TRANSIENT)) == 0) {
					fields.add(field.getName() + " " + field.getType().getName());
				}
			}
		}
		return parameters.equals(fields);
	}

	@Override
	public @Nullable ObjectIdInfo findObjectIdInfo(MapperConfig<?> config, Annotated annotated) {
		ObjectIdInfo declared = this.annotations.findObjectIdInfo(config, annotated);
		if (declared != null || !(annotated instanceof AnnotatedClass) || !Cycles.arePossible(annotated.getRawType())) {
			return declared;
		}
		return new ObjectIdInfo(OBJECT_ID, Object.class, ObjectIdGenerators.IntSequenceGenerator.class,
				SimpleObjectIdResolver.class);
	}

	@Override
	public JsonTypeInfo.@Nullable Value findPolymorphicTypeInfo(MapperConfig<?> config, Annotated annotated) {
		JsonTypeInfo.Value declared = this.annotations.findPolymorphicTypeInfo(config, annotated);
		if (declared != null) {
			return namesClasses(declared.getIdType()) ? null : declared;
		}
		if (annotated instanceof AnnotatedClass && isSealed(annotated.getRawType())) {
			return JsonTypeInfo.Value.construct(JsonTypeInfo.Id.NAME, JsonTypeInfo.As.PROPERTY, TYPE_ID, null, false,
					true);
		}
		return null;
	}

	/**
	 * An enum with bodies of constants is sealed, too, but tells its constants apart.
	 */
	private static boolean isSealed(Class<?> type) {
		return type.isSealed() && !type.isEnum();
	}

	private static boolean namesClasses(JsonTypeInfo.Id id) {
		return id == JsonTypeInfo.Id.CLASS || id == JsonTypeInfo.Id.MINIMAL_CLASS || id == JsonTypeInfo.Id.CUSTOM;
	}

	@Override
	public @Nullable List<NamedType> findSubtypes(MapperConfig<?> config, Annotated annotated) {
		return this.annotations.findSubtypes(config, annotated);
	}

	@Override
	public @Nullable String findTypeName(MapperConfig<?> config, AnnotatedClass annotated) {
		String declared = this.annotations.findTypeName(config, annotated);
		return (declared == null && isPermitted(annotated.getRawType())) ? TypeIds.nameOf(annotated.getRawType())
				: declared;
	}

	private static boolean isPermitted(Class<?> type) {
		return type.isSealed() || (type.getSuperclass() != null && type.getSuperclass().isSealed())
				|| Arrays.stream(type.getInterfaces()).anyMatch(Class::isSealed);
	}

}
