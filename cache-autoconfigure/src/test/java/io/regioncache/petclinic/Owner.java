package io.regioncache.petclinic;

import java.util.ArrayList;
import java.util.List;

import jakarta.persistence.CascadeType;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OrderBy;

/**
 * An owner. Hibernate deletes each pet that is missing when an owner is merged.
 */
@Entity
class Owner extends BaseEntity {

	private String lastName = "";

	private String telephone = "";

	@OneToMany(mappedBy = "owner", cascade = CascadeType.ALL, fetch = FetchType.EAGER, orphanRemoval = true)
	@OrderBy("name")
	private final List<Pet> pets = new ArrayList<>();

	String getLastName() {
		return this.lastName;
	}

	String getTelephone() {
		return this.telephone;
	}

	void setTelephone(String telephone) {
		this.telephone = telephone;
	}

	List<Pet> getPets() {
		return this.pets;
	}

	Pet getPet(String name) {
		return this.pets.stream().filter((pet) -> pet.getName().equals(name)).findFirst().orElseThrow();
	}

	void addPet(Pet pet) {
		pet.setOwner(this);
		this.pets.add(pet);
	}

}
