package io.regioncache.cache.value;

import java.util.Collection;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.cfg.ConstructorDetector;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.util.ClassUtils;

/**
 * Builds the mapper of cached values: the state of objects is what their fields hold,
 * dates keep their zone, offset and precision, and sets keep their order.
 */
final class ValueMapper {

	private static final boolean SPRING_DATA = ClassUtils.isPresent("org.springframework.data.domain.PageImpl",
			ValueMapper.class.getClassLoader());

	private ValueMapper() {
	}

	static JsonMapper create(Collection<ValueMapperCustomizer> customizers) {
		JsonMapper.Builder builder = dates(fields(JsonMapper.builder())).addModule(new JdkTypesModule());
		if (SPRING_DATA) {
			builder.addModule(new SpringDataModule());
		}
		customizers.forEach((customizer) -> customizer.customize(builder));
		return builder.deactivateDefaultTyping().build();
	}

	/**
	 * All fields are written, and nothing else is read.
	 */
	private static JsonMapper.Builder fields(JsonMapper.Builder builder) {
		return builder.annotationIntrospector(new StateIntrospector())
			.changeDefaultVisibility((checker) -> checker.withVisibility(PropertyAccessor.ALL, Visibility.NONE)
				.withVisibility(PropertyAccessor.FIELD, Visibility.ANY)
				.withVisibility(PropertyAccessor.CREATOR, Visibility.ANY))
			.changeDefaultPropertyInclusion(
					(inclusion) -> JsonInclude.Value.construct(JsonInclude.Include.ALWAYS, JsonInclude.Include.ALWAYS))
			.constructorDetector(ConstructorDetector.DEFAULT.withAllowImplicitWithDefaultConstructor(false))
			.enable(MapperFeature.ALLOW_FINAL_FIELDS_AS_MUTATORS)
			.disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
			.disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
			.disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
			.disable(EnumFeature.WRITE_ENUMS_USING_TO_STRING, EnumFeature.READ_ENUMS_USING_TO_STRING);
	}

	/**
	 * Dates and times are text, and keep their zones.
	 */
	private static JsonMapper.Builder dates(JsonMapper.Builder builder) {
		return builder.enable(DateTimeFeature.WRITE_DATES_WITH_ZONE_ID)
			.disable(DateTimeFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE,
					DateTimeFeature.WRITE_DATES_WITH_CONTEXT_TIME_ZONE, DateTimeFeature.NORMALIZE_DESERIALIZED_ZONE_ID,
					DateTimeFeature.WRITE_DATES_AS_TIMESTAMPS, DateTimeFeature.WRITE_DATE_KEYS_AS_TIMESTAMPS,
					DateTimeFeature.WRITE_DURATIONS_AS_TIMESTAMPS);
	}

}
