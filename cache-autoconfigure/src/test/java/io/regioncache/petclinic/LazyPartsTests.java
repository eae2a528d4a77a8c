package io.regioncache.petclinic;

import java.util.function.IntFunction;

import io.regioncache.cache.entry.CacheStatistics.Event;
import jakarta.persistence.EntityManagerFactory;
import org.hibernate.Hibernate;
import org.hibernate.SessionFactory;
import org.hibernate.stat.Statistics;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What Hibernate has not loaded is returned as it is, neither loaded nor stored, whether
 * a session is open or not, and wherever it lies in a value.
 */
class LazyPartsTests extends RunningPetclinic {

	@ParameterizedTest
	@ValueSource(strings = { "clinics", "lazy-list", "lazy-map", "lazy-object", "lazy-optional", "lazy-lists",
			"lazy-values", "lazy-array", "lazy-page", "lazy-record", "lazy-proxy" })
	void isNotLoadedWithoutASession(String cache) {
		assertNotLoaded(cache);
	}

	@ParameterizedTest
	@ValueSource(strings = { "clinics", "lazy-list", "lazy-map", "lazy-object", "lazy-optional", "lazy-lists",
			"lazy-values", "lazy-array", "lazy-page", "lazy-record", "lazy-proxy" })
	void isNotLoadedInASession(String cache) {
		TransactionTemplate transaction = new TransactionTemplate(petclinic.bean(PlatformTransactionManager.class));
		transaction.setReadOnly(true);
		transaction.executeWithoutResult((status) -> assertNotLoaded(cache));
	}

	private static void assertNotLoaded(String cache) {
		Statistics statistics = petclinic.bean(EntityManagerFactory.class).unwrap(SessionFactory.class).getStatistics();
		long fetched = statistics.getCollectionFetchCount();
		long vets = statistics.getEntityStatistics(Vet.class.getName()).getLoadCount();
		long refused = refusals(cache);
		long stored = petclinic.count(cache, Event.STORED);
		for (int i = 0; i < 2; i++) {
			assertThat(Hibernate.isInitialized(lazyPart(cache))).as("loaded").isFalse();
		}
		assertThat(statistics.getCollectionFetchCount()).as("collections fetched").isEqualTo(fetched);
		assertThat(statistics.getEntityStatistics(Vet.class.getName()).getLoadCount()).as("vets loaded")
			.isEqualTo(vets);
		assertThat(petclinic.count(cache, Event.STORED)).as("stored").isEqualTo(stored);
		assertThat(refusals(cache)).as("refused: %s", petclinic.counts(cache)).isEqualTo(refused + 2);
	}

	private static long refusals(String cache) {
		return petclinic.count(cache, Event.REFUSED_VALUE) + petclinic.count(cache, Event.REFUSED_DIFFERENT);
	}

	private static @Nullable Object lazyPart(String cache) {
		ClinicService clinics = petclinic.bean(ClinicService.class);
		IntFunction<@Nullable Object> part = switch (cache) {
			case "clinics" -> (id) -> petclinic.bean(ClinicRepository.class).findById(id).orElseThrow().getVets();
			case "lazy-list" -> clinics::vets;
			case "lazy-map" -> clinics::specialties;
			case "lazy-object" -> clinics::vetsOfNoType;
			case "lazy-optional" -> (id) -> clinics.maybeVets(id).orElseThrow();
			case "lazy-lists" -> (id) -> clinics.listsOfVets(id).get(0);
			case "lazy-values" -> (id) -> clinics.vetsByName(id).get("all");
			case "lazy-array" -> (id) -> clinics.arrayOfVets(id)[0];
			case "lazy-page" -> (id) -> clinics.pageOfVets(id).getContent().get(0);
			case "lazy-record" -> (id) -> clinics.staff(id).vets();
			case "lazy-proxy" -> clinics::director;
			default -> throw new IllegalArgumentException(cache);
		};
		return part.apply(1);
	}

}
