package io.regioncache.petclinic;

import java.util.Optional;

import io.regioncache.annotation.Invalidates;
import io.regioncache.annotation.RegionCached;

import org.springframework.data.domain.Pageable;
import org.springframework.data.domain.Slice;
import org.springframework.data.repository.Repository;

/**
 * Owners with all they have, cached by the annotations of this library.
 */
interface OwnerRepository extends Repository<Owner, Integer> {

	@RegionCached(cacheNames = "owners", key = "#id", tags = "owner:#{#id}")
	Optional<Owner> findById(Integer id);

	@RegionCached(cacheNames = "owners-by-name", tags = "owners")
	Slice<Owner> findByLastNameStartingWith(String lastName, Pageable pageable);

	@Invalidates(tags = { "owners", "owner:#{#owner.id}" })
	Owner save(Owner owner);

}
