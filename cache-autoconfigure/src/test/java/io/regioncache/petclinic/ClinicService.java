package io.regioncache.petclinic;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.regioncache.annotation.RegionCached;
import org.jspecify.annotations.Nullable;

import org.springframework.data.domain.Page;
import org.springframework.data.domain.PageImpl;

/**
 * Hands out parts of a clinic that are not loaded, wherever they can be in a value.
 */
class ClinicService {

	private final ClinicRepository clinics;

	ClinicService(ClinicRepository clinics) {
		this.clinics = clinics;
	}

	@RegionCached("lazy-list")
	public List<Vet> vets(int id) {
		return clinic(id).getVets();
	}

	@RegionCached("lazy-map")
	public Map<String, Specialty> specialties(int id) {
		return clinic(id).getSpecialties();
	}

	@RegionCached("lazy-object")
	public Object vetsOfNoType(int id) {
		return clinic(id).getVets();
	}

	@RegionCached("lazy-optional")
	public Optional<List<Vet>> maybeVets(int id) {
		return Optional.of(clinic(id).getVets());
	}

	@RegionCached("lazy-lists")
	public List<List<Vet>> listsOfVets(int id) {
		return List.of(clinic(id).getVets());
	}

	@RegionCached("lazy-values")
	public Map<String, List<Vet>> vetsByName(int id) {
		return Map.of("all", clinic(id).getVets());
	}

	@RegionCached("lazy-array")
	public List<?>[] arrayOfVets(int id) {
		return new List<?>[] { clinic(id).getVets() };
	}

	@RegionCached("lazy-page")
	public Page<List<Vet>> pageOfVets(int id) {
		return new PageImpl<>(List.of(clinic(id).getVets()));
	}

	@RegionCached("lazy-record")
	public Staff staff(int id) {
		return new Staff(clinic(id).getVets());
	}

	@RegionCached("lazy-proxy")
	public @Nullable Vet director(int id) {
		return clinic(id).getDirector();
	}

	private Clinic clinic(int id) {
		return this.clinics.findById(id).orElseThrow();
	}

	/**
	 * Who works in a clinic.
	 *
	 * @param vets the vets, of any class
	 */
	record Staff(Iterable<Vet> vets) {

	}

}
