package io.regioncache.petclinic;

import java.time.LocalDate;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;

import jakarta.persistence.CascadeType;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OrderBy;
import org.jspecify.annotations.Nullable;

/**
 * A pet, which knows its owner. Hibernate clears the {@code pet_id} of each visit that is
 * missing when a pet is merged.
 */
@Entity
class Pet extends NamedEntity {

	private LocalDate birthDate = LocalDate.of(2020, 1, 1);

	@ManyToOne
	private @Nullable PetType type;

	@ManyToOne
	private @Nullable Owner owner;

	@OneToMany(cascade = CascadeType.ALL, fetch = FetchType.EAGER)
	@JoinColumn(name = "pet_id")
	@OrderBy("visitDate")
	private final Set<Visit> visits = new LinkedHashSet<>();

	LocalDate getBirthDate() {
		return this.birthDate;
	}

	@Nullable PetType getType() {
		return this.type;
	}

	void setType(@Nullable PetType type) {
		this.type = type;
	}

	@Nullable Owner getOwner() {
		return this.owner;
	}

	void setOwner(Owner owner) {
		this.owner = owner;
	}

	Collection<Visit> getVisits() {
		return this.visits;
	}

}
