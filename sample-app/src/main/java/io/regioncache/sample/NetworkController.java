package io.regioncache.sample;

import java.util.Map;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/**
 * Lets visitors of the tour cut a region off from the others. Customers still reach the
 * shop there.
 */
@RestController
class NetworkController {

	private final ShopNetwork network;

	NetworkController(ShopNetwork network) {
		this.network = network;
	}

	@GetMapping("/network")
	Map<String, String> regions() {
		return this.network.regions();
	}

	@PostMapping("/network/{region}/cut")
	Map<String, String> cut(@PathVariable String region) {
		this.network.cut(known(region));
		return regions();
	}

	@PostMapping("/network/{region}/heal")
	Map<String, String> heal(@PathVariable String region) {
		this.network.heal(known(region));
		return regions();
	}

	private String known(String region) {
		if (!this.network.regions().containsKey(region)) {
			throw new ResponseStatusException(HttpStatus.NOT_FOUND);
		}
		return region;
	}

}
