package io.regioncache.autoconfigure.aot;

import java.lang.reflect.AnnotatedElement;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link AheadOfTimeDecisions}.
 */
class AheadOfTimeDecisionsTests {

	@Test
	void namesEveryPropertyThatAConditionReads() {
		Set<String> read = new TreeSet<>();
		for (JavaClass each : new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests())
			.importPackages("io.regioncache.autoconfigure")) {
			Class<?> type = each.reflect();
			Stream.concat(Stream.of(type), Arrays.stream(type.getDeclaredMethods()))
				.flatMap(AheadOfTimeDecisionsTests::properties)
				.forEach(read::add);
		}
		assertThat(read).contains("regions.enabled", "regions.read-your-writes.secret");
		assertThat(AheadOfTimeDecisions.of(new MockEnvironment()).outcomes()).containsKeys(read.toArray(String[]::new));
	}

	@Test
	void namesWhetherRatesAreLimited() {
		MockEnvironment environment = new MockEnvironment().withProperty("regions.rate-limits.api.limit", "5");
		assertThat(AheadOfTimeDecisions.of(environment).outcomes()).containsEntry("regions.rate-limits", "set");
		assertThat(AheadOfTimeDecisions.of(new MockEnvironment()).outcomes()).containsEntry("regions.rate-limits",
				"not set");
	}

	private static Stream<String> properties(AnnotatedElement element) {
		ConditionalOnProperty text = element.getAnnotation(ConditionalOnProperty.class);
		ConditionalOnBooleanProperty truth = element.getAnnotation(ConditionalOnBooleanProperty.class);
		return Stream
			.of((text != null) ? List.of(text.name(), text.value()) : List.<String[]>of(),
					(truth != null) ? List.of(truth.name(), truth.value()) : List.<String[]>of())
			.flatMap(List::stream)
			.flatMap(Arrays::stream);
	}

}
