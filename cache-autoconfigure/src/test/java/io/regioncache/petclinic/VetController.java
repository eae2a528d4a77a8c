package io.regioncache.petclinic;

import java.util.stream.Collectors;

import org.springframework.data.domain.Page;
import org.springframework.data.domain.PageRequest;
import org.springframework.data.domain.Pageable;
import org.springframework.data.domain.Sort;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * The pages of vets.
 */
@RestController
class VetController {

	private final VetRepository vets;

	VetController(VetRepository vets) {
		this.vets = vets;
	}

	@GetMapping(path = "/vets.html", produces = MediaType.TEXT_HTML_VALUE)
	String page(@RequestParam(defaultValue = "1") int page) {
		return html(this.vets.findAll(PageRequest.of(page - 1, 2, Sort.by("id"))));
	}

	/**
	 * With a page that the caller describes.
	 */
	@GetMapping(path = "/vets/any.html", produces = MediaType.TEXT_HTML_VALUE)
	String any(Pageable pageable) {
		return html(this.vets.findAll(pageable));
	}

	@GetMapping(path = "/vets", produces = MediaType.TEXT_PLAIN_VALUE)
	String all() {
		return this.vets.findAll().stream().map(VetController::line).collect(Collectors.joining(", "));
	}

	@PostMapping("/vets/{id}")
	void rename(@PathVariable int id, @RequestParam String lastName) {
		Vet vet = this.vets.findAll()
			.stream()
			.filter((candidate) -> Integer.valueOf(id).equals(candidate.getId()))
			.findFirst()
			.orElseThrow();
		vet.setLastName(lastName);
		this.vets.save(vet);
	}

	private static String html(Page<Vet> page) {
		return page.stream().map(VetController::line).collect(Collectors.joining("<br>")) + "<p>page %d of %d, %d vets"
			.formatted(page.getNumber() + 1, page.getTotalPages(), page.getTotalElements());
	}

	private static String line(Vet vet) {
		return vet.getLastName() + " " + vet.getSpecialties();
	}

}
