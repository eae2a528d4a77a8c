package io.regioncache.petclinic;

import jakarta.persistence.MappedSuperclass;

/**
 * What has a name.
 */
@MappedSuperclass
abstract class NamedEntity extends BaseEntity {

	private String name = "";

	String getName() {
		return this.name;
	}

	void setName(String name) {
		this.name = name;
	}

}
