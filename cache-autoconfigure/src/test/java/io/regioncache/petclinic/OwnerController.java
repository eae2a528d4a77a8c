package io.regioncache.petclinic;

import java.time.LocalDate;

import org.springframework.data.domain.PageRequest;
import org.springframework.data.domain.Slice;
import org.springframework.data.domain.Sort;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * The forms of owners: each reads an owner, changes it, and merges the whole of it.
 */
@RestController
class OwnerController {

	private final OwnerRepository owners;

	OwnerController(OwnerRepository owners) {
		this.owners = owners;
	}

	@GetMapping("/owners/{id}")
	String show(@PathVariable int id) {
		return Descriptions.of(owner(id));
	}

	@GetMapping("/owners")
	String find(@RequestParam String lastName, @RequestParam(defaultValue = "1") int page) {
		Slice<Owner> found = this.owners.findByLastNameStartingWith(lastName,
				PageRequest.of(page - 1, 1, Sort.by("id")));
		return found.getContent().stream().map(Descriptions::of).toList() + (found.hasNext() ? " and more" : "");
	}

	@PostMapping("/owners/{id}/edit")
	void edit(@PathVariable int id, @RequestParam String telephone) {
		Owner owner = owner(id);
		owner.setTelephone(telephone);
		this.owners.save(owner);
	}

	@PostMapping("/owners/{id}/pets/new")
	void addPet(@PathVariable int id, @RequestParam String name) {
		Owner owner = owner(id);
		Pet pet = new Pet();
		pet.setName(name);
		pet.setType(owner.getPets().get(0).getType());
		owner.addPet(pet);
		this.owners.save(owner);
	}

	@PostMapping("/owners/{id}/pets/{name}/remove")
	void removePet(@PathVariable int id, @PathVariable String name) {
		Owner owner = owner(id);
		owner.getPets().remove(owner.getPet(name));
		this.owners.save(owner);
	}

	@PostMapping("/owners/{id}/pets/{name}/visits/new")
	void addVisit(@PathVariable int id, @PathVariable String name, @RequestParam String description) {
		Owner owner = owner(id);
		owner.getPet(name).getVisits().add(new Visit(LocalDate.of(2026, 2, 3), description));
		this.owners.save(owner);
	}

	private Owner owner(int id) {
		return this.owners.findById(id).orElseThrow();
	}

}
