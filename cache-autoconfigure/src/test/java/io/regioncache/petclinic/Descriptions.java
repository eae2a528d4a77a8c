package io.regioncache.petclinic;

import java.util.List;
import java.util.Objects;

/**
 * Everything that can be seen of an owner, as text.
 */
final class Descriptions {

	private Descriptions() {
	}

	static String of(Owner owner) {
		List<String> pets = owner.getPets().stream().map((pet) -> of(pet, owner)).toList();
		return "%d %s %s %s".formatted(owner.getId(), owner.getLastName(), owner.getTelephone(), pets);
	}

	private static String of(Pet pet, Owner owner) {
		PetType type = Objects.requireNonNull(pet.getType());
		List<String> visits = pet.getVisits()
			.stream()
			.map((visit) -> visit.getId() + " " + visit.getVisitDate() + " " + visit.getDescription())
			.toList();
		return "%d %s, %s, %d %s, %s, %s".formatted(pet.getId(), pet.getName(), pet.getBirthDate(), type.getId(),
				type.getName(), (pet.getOwner() == owner) ? "its own" : "of another", visits);
	}

}
