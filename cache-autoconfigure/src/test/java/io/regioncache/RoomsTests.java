package io.regioncache;

import java.time.Instant;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import io.lettuce.core.AbstractRedisClient;
import io.regioncache.region.MonotonicClock;
import io.regioncache.annotation.Internal;
import io.regioncache.annotation.PublicApi;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.codeUnits;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Who may use whom in this library.
 */
class RoomsTests {

	private static final String AOP = "org.springframework.aop..";

	private static final String BOOT = "org.springframework.boot..";

	private static final String MICROMETER = "io.micrometer..";

	private static final String TEST_KIT = "io.regioncache.test";

	private static final String[] REDIS = { "io.lettuce..", "org.springframework.data.redis.." };

	private static final JavaClasses library = new ClassFileImporter()
		.withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
		.importPackages("io.regioncache");

	@Test
	void packagesHaveNoCycles() {
		check(slices().matching("io.regioncache.(**)").should().beFreeOfCycles());
	}

	@Test
	void arrowsInTheStoreRunDown() {
		arrowsRunDown("io.regioncache.store",
				List.of("entry", "log", "history", "command", "session", "connection", "position", "lookup", "write"));
	}

	@Test
	void arrowsInTheCacheRunDown() {
		arrowsRunDown("io.regioncache.cache", List.of("key", "value", "near", "settings", "transaction", "invalidation",
				"entry", "load", "behind", "read", "put", "bulk"));
	}

	private static void arrowsRunDown(String room, List<String> upwards) {
		assertThat(library.stream().map(JavaClass::getPackageName).filter((name) -> name.startsWith(room + ".")))
			.as("each room in %s has its place", room)
			.allMatch((name) -> upwards.contains(name.substring(room.length() + 1)));
		for (int i = 0; i < upwards.size(); i++) {
			String[] above = upwards.subList(i + 1, upwards.size())
				.stream()
				.map((name) -> room + "." + name)
				.toArray(String[]::new);
			check(noClasses().that()
				.resideInAPackage(room + "." + upwards.get(i))
				.should()
				.dependOnClassesThat(resideInAnyPackage(above).or(resideInAPackage(room))));
		}
	}

	@Test
	void onlySessionsSpeakTheCommandsOfLettuce() {
		check(noClasses().that()
			.resideOutsideOfPackages(store("command"), store("session"), "..autoconfigure..")
			.should()
			.dependOnClassesThat(resideInAPackage("io.lettuce..").and(not(equivalentTo(AbstractRedisClient.class)))));
	}

	/**
	 * Files of a room that know each other are one thing told in two files: named here,
	 * the arrow that runs up.
	 */
	@Test
	void filesHaveNoCyclesButIntendedPairs() {
		check(slices().assignedFrom(new Files())
			.should()
			.beFreeOfCycles()
			.ignoreDependency(file("consistency.ConsistencyToken"), file("consistency.ConsistencyContext"))
			.ignoreDependency(file("consistency.ConsistencyToken"), file("consistency.TokenSpace"))
			.ignoreDependency(file("cache.settings.CacheSettings"), file("cache.settings.CacheSettingsBuilder"))
			.ignoreDependency(file("cache.RegionCacheManager"), file("cache.RegionCacheManagerBuilder"))
			.ignoreDependency(file("cache.InvocationCache"), file("cache.RegionCache"))
			.ignoreDependency(file("store.lookup.PendingLookup"), file("store.lookup.EntryLookups"))
			.ignoreDependency(file("store.lookup.ReplicaLookup"), file("store.lookup.ReplicaReads")));
	}

	private static DescribedPredicate<JavaClass> file(String name) {
		return describe(name, (type) -> Files.of(type).equals("io.regioncache." + name));
	}

	private static String store(String room) {
		return "io.regioncache.store." + room;
	}

	/**
	 * The embedded servers and the test kit know no other room.
	 */
	@Test
	void timeComesFromClocksThatAreInjected() {
		check(noClasses().that()
			.doNotBelongToAnyOf(MonotonicClock.class)
			.and()
			.resideOutsideOfPackages("io.regioncache.embedded", "io.regioncache.test")
			.should()
			.accessTargetWhere(
					target(owner(type(System.class))).and(target(nameMatching("nanoTime|currentTimeMillis"))))
			.orShould()
			.callMethod(Instant.class, "now"));
	}

	@Test
	void nobodyUsesTheAutoConfiguration() {
		check(noClasses().that()
			.resideOutsideOfPackage("..autoconfigure..")
			.should()
			.dependOnClassesThat(ours("..autoconfigure..")));
	}

	@Test
	void onlyEmbeddedRegionsKnowTheTestKit() {
		check(noClasses().that()
			.resideOutsideOfPackages(TEST_KIT, "io.regioncache.autoconfigure.embedded")
			.should()
			.dependOnClassesThat(resideInAPackage(TEST_KIT)));
	}

	@Test
	void theTestKitUsesNothingElseOfOurs() {
		check(noClasses().that()
			.resideInAPackage(TEST_KIT)
			.should()
			.dependOnClassesThat(ours("io.regioncache..").and(resideOutsideOfPackages(TEST_KIT))));
	}

	@Test
	void annotationsUseNothingElse() {
		check(noClasses().that()
			.resideInAPackage("io.regioncache.annotation")
			.should()
			.dependOnClassesThat(ours("io.regioncache..").and(resideOutsideOfPackages("io.regioncache.annotation"))));
	}

	@Test
	void regionUsesNoRoomBelow() {
		check(noClasses().that()
			.resideInAPackage("io.regioncache.region")
			.should()
			.dependOnClassesThat(ours("io.regioncache..")
				.and(resideOutsideOfPackages("io.regioncache.region", "io.regioncache.annotation"))));
	}

	@Test
	void storeKnowsNeitherCacheNorAop() {
		check(noClasses().that()
			.resideInAPackage("io.regioncache.store..")
			.should()
			.dependOnClassesThat(resideInAnyPackage("io.regioncache.cache..", "io.regioncache.interceptor..", AOP)));
	}

	@Test
	void consistencyKnowsNeitherServletsNorRedis() {
		check(noClasses().that()
			.resideInAPackage("io.regioncache.consistency")
			.should()
			.dependOnClassesThat(resideInAnyPackage(REDIS)
				.or(resideInAnyPackage("io.regioncache.cache..", "io.regioncache.replication..",
						"io.regioncache.interceptor..", AOP, "jakarta.servlet..", "org.springframework.web.."))));
	}

	@Test
	void webKnowsNeitherRedisNorCaches() {
		check(noClasses().that()
			.resideInAPackage("io.regioncache.web")
			.should()
			.dependOnClassesThat(resideInAnyPackage(REDIS).or(resideInAnyPackage("io.regioncache.store..",
					"io.regioncache.replication..", "io.regioncache.cache..", "io.regioncache.interceptor..", AOP))));
	}

	@Test
	void rateLimitsStandOnTheStoreAlone() {
		check(noClasses().that()
			.resideInAPackage("io.regioncache.ratelimit")
			.should()
			.dependOnClassesThat(resideInAnyPackage(REDIS).or(resideInAnyPackage("io.regioncache.cache..",
					"io.regioncache.replication..", "io.regioncache.interceptor..", "io.regioncache.web..", AOP))));
	}

	@Test
	void webSessionsStandOnTheStoreAlone() {
		check(noClasses().that()
			.resideInAPackage("io.regioncache.websession")
			.should()
			.dependOnClassesThat(resideInAnyPackage(REDIS).or(resideInAnyPackage("io.regioncache.cache..",
					"io.regioncache.replication..", "io.regioncache.interceptor..", "io.regioncache.web..", AOP))));
	}

	@Test
	void budgetsStandOnTheStoreAlone() {
		check(noClasses().that()
			.resideInAPackage("io.regioncache.budget")
			.should()
			.dependOnClassesThat(resideInAnyPackage(REDIS).or(resideInAnyPackage("io.regioncache.cache..",
					"io.regioncache.replication..", "io.regioncache.interceptor..", "io.regioncache.web..", AOP))));
	}

	@Test
	void writingBehindStandsOnTheStoreAlone() {
		check(noClasses().that()
			.resideInAPackage("io.regioncache.writebehind")
			.should()
			.dependOnClassesThat(resideInAnyPackage(REDIS)
				.or(resideInAnyPackage("io.regioncache.cache..", "io.regioncache.replication..",
						"io.regioncache.interceptor..", "io.regioncache.web..", "io.regioncache.ratelimit..", AOP))));
	}

	@Test
	void rolloutsStandOnTheStoreAlone() {
		check(noClasses().that()
			.resideInAPackage("io.regioncache.rollout")
			.should()
			.dependOnClassesThat(resideInAnyPackage(REDIS).or(resideInAnyPackage("io.regioncache.cache..",
					"io.regioncache.replication..", "io.regioncache.interceptor..", "io.regioncache.web..", AOP))));
	}

	@Test
	void auditsStandOnTheStoreAlone() {
		check(noClasses().that()
			.resideInAPackage("io.regioncache.audit")
			.should()
			.dependOnClassesThat(resideInAnyPackage(REDIS).or(resideInAnyPackage("io.regioncache.cache..",
					"io.regioncache.replication..", "io.regioncache.interceptor..", "io.regioncache.web..", AOP))));
	}

	@Test
	void warmingStandsOnTheStoreAlone() {
		check(noClasses().that()
			.resideInAPackage("io.regioncache.warming")
			.should()
			.dependOnClassesThat(resideInAnyPackage(REDIS).or(resideInAnyPackage("io.regioncache.cache..",
					"io.regioncache.replication..", "io.regioncache.interceptor..", "io.regioncache.web..", AOP))));
	}

	@Test
	void callersUseAnnotationsAlone() {
		check(noClasses().that()
			.resideInAPackage("io.regioncache.caller")
			.should()
			.dependOnClassesThat(ours("io.regioncache..")
				.and(resideOutsideOfPackages("io.regioncache.caller", "io.regioncache.annotation"))));
	}

	@Test
	void onlyTheWebSeesServlets() {
		check(noClasses().that()
			.resideOutsideOfPackages("io.regioncache.web", "..autoconfigure..")
			.should()
			.dependOnClassesThat(resideInAnyPackage("jakarta.servlet..", "org.springframework.web..",
					"org.springframework.http..")));
	}

	@Test
	void replicationWritesToTheStoreAlone() {
		check(noClasses().that()
			.resideInAPackage("io.regioncache.replication..")
			.should()
			.dependOnClassesThat(resideInAnyPackage("io.regioncache.cache..", "io.regioncache.interceptor..", AOP,
					"jakarta.servlet..")));
	}

	@Test
	void cacheKnowsNeitherAopNorRedis() {
		check(noClasses().that()
			.resideInAPackage("io.regioncache.cache..")
			.should()
			.dependOnClassesThat(resideInAnyPackage(REDIS).or(resideInAnyPackage(AOP, "jakarta.servlet.."))));
	}

	@Test
	void valuesUseNothingElseOfOursButTheClock() {
		check(noClasses().that()
			.resideInAPackage("..cache.value")
			.should()
			.dependOnClassesThat(ours("io.regioncache..").and(resideOutsideOfPackages("..cache.value"))
				.and(not(equivalentTo(MonotonicClock.class)))
				.and(not(equivalentTo(PublicApi.class)))));
	}

	@Test
	void keysUseNothingElseOfOurs() {
		check(noClasses().that()
			.resideInAPackage("io.regioncache.cache.key")
			.should()
			.dependOnClassesThat(ours("io.regioncache..").and(resideOutsideOfPackages("io.regioncache.cache.key"))));
	}

	@Test
	void operatorsReachRedisByOurRoomsAlone() {
		check(noClasses().that()
			.resideInAPackage("io.regioncache.actuate")
			.should()
			.dependOnClassesThat(resideInAnyPackage(REDIS).or(resideInAnyPackage(AOP, "jakarta.servlet.."))));
	}

	@Test
	void interceptorDoesNotKnowRedis() {
		check(noClasses().that()
			.resideInAPackage("io.regioncache.interceptor")
			.should()
			.dependOnClassesThat(resideInAnyPackage(REDIS).or(resideInAnyPackage("io.regioncache.store.."))));
	}

	@Test
	void onlyAutoConfigurationSeesBoot() {
		check(noClasses().that()
			.resideOutsideOfPackages("..autoconfigure..", "io.regioncache.health", "io.regioncache.actuate")
			.should()
			.dependOnClassesThat(resideInAnyPackage(BOOT)));
	}

	@Test
	void onlyMetricsSeeMicrometer() {
		check(noClasses().that()
			.resideOutsideOfPackages("io.regioncache.metrics", "..autoconfigure..")
			.should()
			.dependOnClassesThat(resideInAnyPackage(MICROMETER).and(resideOutsideOfPackages("io.micrometer.context"))));
	}

	@Test
	void onlyTheInterceptorSeesAop() {
		check(noClasses().that()
			.resideOutsideOfPackages("io.regioncache.interceptor", "..autoconfigure..")
			.should()
			.dependOnClassesThat(resideInAnyPackage(AOP)));
	}

	@Test
	void eachRoomSaysWhetherItPromisesAnything() throws IOException {
		Set<Path> promising = sources().filter(RoomsTests::isPromised).map(Path::getParent).collect(Collectors.toSet());
		for (Path room : sources().filter((file) -> file.endsWith("package-info.java")).toList()) {
			assertThat(read(room)).as("%s", room)
				.contains(promising.contains(room.getParent())
						? " * Public API: the types marked {@code PublicApi}, and no others."
						: " * Internal: nothing here is promised to applications.");
		}
	}

	@Test
	void whatIsPromisedIsPublicAndSaysSinceWhen() throws IOException {
		check(classes().that().areAnnotatedWith(PublicApi.class).should().bePublic());
		for (Path file : sources().toList()) {
			assertThat(read(file).contains("\n * @since ")).as("%s says since when", file).isEqualTo(isPromised(file));
		}
	}

	@Test
	void promisedMembersNamePromisedTypes() {
		check(codeUnits().that()
			.areDeclaredInClassesThat(describe("are promised", RoomsTests::isPromised))
			.and()
			.arePublic()
			.and()
			.areNotAnnotatedWith(Internal.class)
			.should(new ArchCondition<>("name promised types alone") {

				@Override
				public void check(JavaCodeUnit member, ConditionEvents events) {
					Stream.concat(Stream.of(member.getReturnType()), member.getParameterTypes().stream())
						.flatMap((type) -> type.getAllInvolvedRawTypes().stream())
						.map(JavaClass::getBaseComponentType)
						.filter((type) -> type.getPackageName().startsWith("io.regioncache") && !isPromised(type))
						.forEach((type) -> events.add(SimpleConditionEvent.violated(member,
								member.getFullName() + " names " + type.getName() + ", which is not promised")));
				}

			}));
	}

	private static boolean isPromised(JavaClass type) {
		return type.isAnnotatedWith(PublicApi.class) || (type.getModifiers().contains(JavaModifier.PUBLIC)
				&& type.getEnclosingClass().filter(RoomsTests::isPromised).isPresent());
	}

	private static Stream<Path> sources() throws IOException {
		return java.nio.file.Files.walk(Path.of("src/main/java")).filter((file) -> file.toString().endsWith(".java"));
	}

	private static boolean isPromised(Path file) {
		return read(file).contains("\n@PublicApi\n");
	}

	private static String read(Path file) {
		try {
			return java.nio.file.Files.readString(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Test
	void fieldsAreNotInjected() {
		check(noFields().should().beAnnotatedWith("org.springframework.beans.factory.annotation.Autowired"));
	}

	private static DescribedPredicate<JavaClass> ours(String pattern) {
		return resideInAnyPackage(pattern).and(resideInAnyPackage("io.regioncache.."));
	}

	private static void check(ArchRule rule) {
		rule.check(library);
	}

	/**
	 * Each file is a slice, with the types that are nested in it.
	 */
	private static final class Files implements SliceAssignment {

		@Override
		public SliceIdentifier getIdentifierOf(JavaClass type) {
			return type.getPackageName().startsWith("io.regioncache") ? SliceIdentifier.of(of(type))
					: SliceIdentifier.ignore();
		}

		@Override
		public String getDescription() {
			return "files";
		}

		static String of(JavaClass type) {
			int nested = type.getName().indexOf('$');
			return (nested < 0) ? type.getName() : type.getName().substring(0, nested);
		}

	}

}
