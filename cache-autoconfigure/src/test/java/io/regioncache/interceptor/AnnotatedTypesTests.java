package io.regioncache.interceptor;

import java.lang.annotation.Annotation;
import java.lang.annotation.ElementType;
import java.lang.annotation.Target;
import java.util.Arrays;
import java.util.List;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.regioncache.annotation.Internal;
import io.regioncache.annotation.RegionCached;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link AnnotatedTypes}.
 */
class AnnotatedTypesTests {

	@Test
	void knowEveryAnnotationThatAnApplicationPutsOnItsMethods() {
		assertThat(annotations()).hasSizeGreaterThan(4)
			.allMatch((annotation) -> AnnotatedTypes.CACHES.include(annotation)
					^ AnnotatedTypes.RATE_LIMITS.include(annotation));
	}

	private static List<? extends Class<? extends Annotation>> annotations() {
		return new ClassFileImporter().importPackagesOf(RegionCached.class)
			.stream()
			.filter((type) -> type.isAnnotation() && !type.isEquivalentTo(Internal.class))
			.map(JavaClass::reflect)
			.<Class<? extends Annotation>>map((type) -> type.asSubclass(Annotation.class))
			.filter((type) -> !type.isMemberClass() && isForMethods(type.getAnnotation(Target.class)))
			.toList();
	}

	private static boolean isForMethods(Target target) {
		return Arrays.asList(target.value()).contains(ElementType.METHOD);
	}

}
