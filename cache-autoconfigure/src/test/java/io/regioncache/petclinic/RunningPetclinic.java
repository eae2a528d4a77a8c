package io.regioncache.petclinic;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/**
 * One application for all tests of a class, which begins each of them with all rows and
 * without entries.
 */
abstract class RunningPetclinic {

	static Petclinic petclinic;

	@BeforeAll
	static void start() {
		petclinic = Petclinic.start();
	}

	@AfterAll
	static void stop() {
		petclinic.close();
	}

	@BeforeEach
	void reset() {
		petclinic.reset();
	}

}
