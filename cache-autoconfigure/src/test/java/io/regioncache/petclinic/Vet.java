package io.regioncache.petclinic;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.ManyToMany;

/**
 * A vet, whose specialties lie in a table of their own.
 */
@Entity
class Vet extends BaseEntity {

	private String lastName = "";

	@ManyToMany(fetch = FetchType.EAGER)
	private final Set<Specialty> specialties = new HashSet<>();

	String getLastName() {
		return this.lastName;
	}

	void setLastName(String lastName) {
		this.lastName = lastName;
	}

	List<String> getSpecialties() {
		return this.specialties.stream().map(Specialty::getName).sorted().toList();
	}

}
