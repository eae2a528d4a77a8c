package io.regioncache.petclinic;

import java.util.Optional;

import io.regioncache.annotation.RegionCached;

import org.springframework.data.repository.Repository;

/**
 * Clinics without what is not loaded with them.
 */
interface ClinicRepository extends Repository<Clinic, Integer> {

	@RegionCached("clinics")
	Optional<Clinic> findById(Integer id);

}
