package io.regioncache.region;

import java.util.List;

import io.regioncache.annotation.PublicApi;

/**
 * All regions in their configured order, and the one this process runs in.
 *
 * @param all every region, at least one, each once
 * @param home this process's region, one of {@code all}
 * @since 0.1
 */
@PublicApi
public record Regions(List<Region> all, Region home) {

	/**
	 * Create the set of regions.
	 * @param all every region
	 * @param home this process's region
	 * @throws IllegalArgumentException if {@code home} is not one of {@code all}
	 */
	public Regions {
		all = List.copyOf(all);
		if (!all.contains(home)) {
			throw new IllegalArgumentException("Home region '" + home + "' is not one of " + all);
		}
	}

	/**
	 * Return the names of all regions, in order.
	 * @return the names
	 */
	public List<String> names() {
		return this.all.stream().map(Region::name).toList();
	}

	/**
	 * Return the names of all regions but the home region, in order.
	 * @return the names
	 */
	public List<String> otherNames() {
		return names().stream().filter((name) -> !name.equals(this.home.name())).toList();
	}

}
