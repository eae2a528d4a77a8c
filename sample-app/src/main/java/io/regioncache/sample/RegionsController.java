package io.regioncache.sample;

import java.net.URI;

import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Leads from {@code /regions} to the page of the actuator.
 */
@RestController
class RegionsController {

	@GetMapping("/regions")
	ResponseEntity<Void> regions() {
		return ResponseEntity.status(HttpStatus.FOUND).location(URI.create("/actuator/regionspage")).build();
	}

}
