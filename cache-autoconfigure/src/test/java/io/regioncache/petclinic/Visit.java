package io.regioncache.petclinic;

import java.time.LocalDate;

import jakarta.persistence.Entity;

/**
 * A visit, which does not know its pet.
 */
@Entity
class Visit extends BaseEntity {

	private LocalDate visitDate = LocalDate.of(2026, 1, 1);

	private String description = "";

	protected Visit() {
	}

	Visit(LocalDate visitDate, String description) {
		this.visitDate = visitDate;
		this.description = description;
	}

	LocalDate getVisitDate() {
		return this.visitDate;
	}

	String getDescription() {
		return this.description;
	}

}
