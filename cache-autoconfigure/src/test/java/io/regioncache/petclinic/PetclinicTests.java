package io.regioncache.petclinic;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.regioncache.cache.entry.CacheStatistics.Event;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Entities that were read from the cache are merged, and the database keeps every row and
 * every relation. An owner with all that belongs to it is a faithful hit.
 */
class PetclinicTests extends RunningPetclinic {

	@Test
	void anOwnerWithPetsVisitsAndTypesIsAFaithfulHit() {
		String miss = petclinic.get("/owners/1");
		assertThat(miss).isEqualTo("1 Coleman 100 [2 Max, 2022-09-04, 1 cat, its own, [3 2025-03-01 neutered], "
				+ "1 Samantha, 2021-09-04, 1 cat, its own, [2 2025-01-01 spayed, 1 2025-01-02 rabies shot]]");
		assertHit("owners", () -> assertThat(petclinic.get("/owners/1")).isEqualTo(miss));
	}

	@Test
	void mergingAHitThatNobodyHasChangedChangesNothing() {
		Map<String, List<String>> before = petclinic.rows();
		OwnerRepository owners = petclinic.bean(OwnerRepository.class);
		owners.findById(1);
		assertHit("owners", () -> owners.save(owners.findById(1).orElseThrow()));
		assertThat(petclinic.rows()).isEqualTo(before);
	}

	@Test
	void aChangeOfAHitChangesOneColumn() {
		Map<String, List<String>> before = petclinic.rows();
		petclinic.get("/owners/1");
		assertHit("owners", () -> petclinic.post("/owners/1/edit?telephone=101"));
		before.compute("owner", (table, rows) -> replaced(rows, "TELEPHONE=100", "TELEPHONE=101"));
		assertThat(petclinic.rows()).isEqualTo(before);
		assertThat(petclinic.get("/owners/1")).startsWith("1 Coleman 101 [2 Max");
	}

	@Test
	void aPetAddedToAHitIsOneRowMore() {
		Map<String, List<String>> before = petclinic.rows();
		petclinic.get("/owners/1");
		assertHit("owners", () -> petclinic.post("/owners/1/pets/new?name=Basil"));
		before.compute("pet",
				(table, rows) -> with(rows, "{BIRTH_DATE=2020-01-01, ID=10, NAME=Basil, OWNER_ID=1, TYPE_ID=1}"));
		assertThat(petclinic.rows()).isEqualTo(before);
		assertThat(petclinic.get("/owners/1")).contains("10 Basil", "2 Max", "1 Samantha");
	}

	@Test
	void aVisitAddedToAHitIsOneRowMore() {
		Map<String, List<String>> before = petclinic.rows();
		petclinic.get("/owners/1");
		assertHit("owners", () -> petclinic.post("/owners/1/pets/Samantha/visits/new?description=tired"));
		before.compute("visit",
				(table, rows) -> with(rows, "{DESCRIPTION=tired, ID=10, PET_ID=1, VISIT_DATE=2026-02-03}"));
		assertThat(petclinic.rows()).isEqualTo(before);
		assertThat(petclinic.get("/owners/1")).contains("1 2025-01-02 rabies shot, 10 2026-02-03 tired");
	}

	@Test
	void aPetRemovedFromAHitIsAnOrphan() {
		Map<String, List<String>> before = petclinic.rows();
		petclinic.get("/owners/1");
		assertHit("owners", () -> petclinic.post("/owners/1/pets/Max/remove"));
		before.compute("pet", (table, rows) -> without(rows, "NAME=Max"));
		before.compute("visit", (table, rows) -> without(rows, "neutered"));
		assertThat(petclinic.rows()).isEqualTo(before);
		assertThat(petclinic.get("/owners/1")).doesNotContain("Max").contains("1 Samantha");
	}

	@Test
	void anOwnerWithoutPetsIsAHit() {
		assertThat(petclinic.get("/owners/3")).isEqualTo("3 Dean 300 []");
		assertHit("owners", () -> assertThat(petclinic.get("/owners/3")).isEqualTo("3 Dean 300 []"));
	}

	@Test
	void aSliceOfOwnersIsAHitUntilOneIsChanged() {
		String first = petclinic.get("/owners?lastName=D");
		assertThat(first).startsWith("[2 Davis 200 [3 Iggy").endsWith("] and more");
		assertHit("owners-by-name", () -> assertThat(petclinic.get("/owners?lastName=D")).isEqualTo(first));
		assertThat(petclinic.get("/owners?lastName=D&page=2")).isEqualTo("[3 Dean 300 []]");
		petclinic.post("/owners/3/edit?telephone=301");
		assertThat(petclinic.get("/owners?lastName=D&page=2")).isEqualTo("[3 Dean 301 []]");
	}

	@Test
	void aPageOfVetsIsAHitOfItsOwnKey() {
		String first = "Carter []<br>Leary [radiology]<p>page 1 of 2, 3 vets";
		String second = "Douglas [radiology, surgery]<p>page 2 of 2, 3 vets";
		assertThat(petclinic.get("/vets.html")).isEqualTo(first);
		assertThat(petclinic.get("/vets.html?page=2")).isEqualTo(second);
		assertHit("vets", () -> assertThat(petclinic.get("/vets.html")).isEqualTo(first));
		assertHit("vets", () -> assertThat(petclinic.get("/vets.html?page=2")).isEqualTo(second));
		assertThat(petclinic.get("/vets.html?page=3")).isEqualTo("<p>page 3 of 2, 3 vets");
	}

	@Test
	void aPageThatTheCallerDescribesIsAnswered() {
		String sorted = "Leary [radiology]<br>Douglas [radiology, surgery]<br>Carter []<p>page 1 of 1, 3 vets";
		assertThat(petclinic.get("/vets/any.html?sort=lastName,desc")).isEqualTo(sorted);
		assertHit("vets", () -> assertThat(petclinic.get("/vets/any.html?sort=lastName,desc")).isEqualTo(sorted));
		assertThat(petclinic.get("/vets/any.html?sort=lastName,asc&size=1"))
			.isEqualTo("Carter []<p>page 1 of 3, 3 vets");
		assertThat(petclinic.get("/vets/any.html")).endsWith("<p>page 1 of 1, 3 vets");
	}

	@Test
	void mergingAVetThatWasHitKeepsItsSpecialties() {
		Map<String, List<String>> before = petclinic.rows();
		String all = "Carter [], Leary [radiology], Douglas [radiology, surgery]";
		assertThat(petclinic.get("/vets")).isEqualTo(all);
		petclinic.get("/vets.html?page=2");
		assertHit("vets", () -> petclinic.post("/vets/3?lastName=Adams"));
		before.compute("vet", (table, rows) -> replaced(rows, "Douglas", "Adams"));
		assertThat(petclinic.rows()).isEqualTo(before);
		assertThat(petclinic.get("/vets")).isEqualTo(all.replace("Douglas", "Adams"));
		assertThat(petclinic.get("/vets.html?page=2")).startsWith("Adams [radiology, surgery]");
	}

	private static void assertHit(String cache, Runnable call) {
		long hits = petclinic.count(cache, Event.HIT);
		long loads = petclinic.count(cache, Event.LOAD);
		call.run();
		String counts = petclinic.counts(cache);
		assertThat(petclinic.count(cache, Event.HIT)).as("hits: %s", counts).isEqualTo(hits + 1);
		assertThat(petclinic.count(cache, Event.LOAD)).as("loads: %s", counts).isEqualTo(loads);
	}

	private static List<String> replaced(List<String> rows, String old, String replacement) {
		assertThat(rows).filteredOn((row) -> row.contains(old)).hasSize(1);
		return rows.stream().map((row) -> row.replace(old, replacement)).sorted().toList();
	}

	private static List<String> with(List<String> rows, String row) {
		return Stream.concat(rows.stream(), Stream.of(row)).sorted().toList();
	}

	private static List<String> without(List<String> rows, String text) {
		assertThat(rows).filteredOn((row) -> row.contains(text)).hasSize(1);
		return rows.stream().filter((row) -> !row.contains(text)).toList();
	}

}
