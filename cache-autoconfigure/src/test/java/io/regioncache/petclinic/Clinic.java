package io.regioncache.petclinic;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.ManyToMany;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.MapKey;
import org.jspecify.annotations.Nullable;

/**
 * A clinic, of which nothing but the row is loaded until it is asked for.
 */
@Entity
class Clinic extends NamedEntity {

	@ManyToOne(fetch = FetchType.LAZY)
	private @Nullable Vet director;

	@ManyToMany
	private final List<Vet> vets = new ArrayList<>();

	@ManyToMany
	@MapKey(name = "name")
	private final Map<String, Specialty> specialties = new LinkedHashMap<>();

	@Nullable Vet getDirector() {
		return this.director;
	}

	List<Vet> getVets() {
		return this.vets;
	}

	Map<String, Specialty> getSpecialties() {
		return this.specialties;
	}

}
