package io.regioncache.petclinic;

import jakarta.persistence.Entity;

/**
 * A kind of pet, which many pets share.
 */
@Entity
class PetType extends NamedEntity {

}
