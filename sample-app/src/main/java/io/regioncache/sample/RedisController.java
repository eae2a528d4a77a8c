package io.regioncache.sample;

import java.util.LinkedHashMap;
import java.util.Map;

import io.regioncache.embedded.EmbeddedRegions;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/**
 * Lets visitors of the tour pull the plug of a region's Redis.
 */
@RestController
class RedisController {

	private final EmbeddedRegions regions;

	RedisController(EmbeddedRegions regions) {
		this.regions = regions;
	}

	@GetMapping("/redis")
	Map<String, String> servers() {
		Map<String, String> servers = new LinkedHashMap<>();
		this.regions.urls()
			.forEach((region, url) -> servers.put(region, this.regions.isRunning(region) ? url : "killed"));
		return servers;
	}

	@PostMapping("/redis/{region}/kill")
	Map<String, String> kill(@PathVariable String region) {
		this.regions.kill(known(region));
		return servers();
	}

	@PostMapping("/redis/{region}/restart")
	Map<String, String> restart(@PathVariable String region) {
		this.regions.restart(known(region));
		return servers();
	}

	private String known(String region) {
		if (!this.regions.names().contains(region)) {
			throw new ResponseStatusException(HttpStatus.NOT_FOUND);
		}
		return region;
	}

}
