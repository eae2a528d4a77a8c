package io.regioncache.petclinic;

import java.util.Collection;
import java.util.Optional;

import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.Pageable;
import org.springframework.data.repository.Repository;

/**
 * Vets, cached by the annotations of Spring as in the original.
 */
interface VetRepository extends Repository<Vet, Integer> {

	@Cacheable("vets")
	Collection<Vet> findAll();

	@Cacheable("vets")
	Page<Vet> findAll(Pageable pageable);

	Optional<Vet> findById(Integer id);

	@CacheEvict(cacheNames = "vets", allEntries = true)
	Vet save(Vet vet);

}
