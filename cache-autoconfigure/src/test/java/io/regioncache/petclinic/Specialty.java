package io.regioncache.petclinic;

import jakarta.persistence.Entity;

/**
 * What a vet is good at.
 */
@Entity
class Specialty extends NamedEntity {

}
