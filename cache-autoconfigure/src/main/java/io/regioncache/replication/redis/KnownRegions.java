package io.regioncache.replication.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * What a region knows of all regions.
 *
 * @param routes the text of the routes; empty if there is none
 * @param epochs of how many epochs it keeps a position, its own among them
 * @param awaited the regions that have begun an epoch, and whose writers are still
 * awaited
 * @param unfamiliar the regions that it has not been level with since its own epoch began
 * @param epoch its own epoch; empty if it has none
 * @param recovering whether it is to be decided yet which entries of former epochs count
 */
public record KnownRegions(String routes, long epochs, List<String> awaited, List<String> unfamiliar, String epoch,
		boolean recovering) {

	static final String ROUTES = "routes";

	private static final List<String> OWN = List.of(ROUTES, "known", "epoch", "settled", "ancestors");

	/**
	 * Return the fields of the metadata that tell it.
	 * @param names the names of the other regions
	 */
	static List<String> fields(List<String> names) {
		List<String> fields = new ArrayList<>(OWN);
		names.forEach((name) -> fields.add("n:" + name));
		names.forEach((name) -> fields.add("w:" + name));
		return fields;
	}

	static KnownRegions of(List<String> names, List<@Nullable String> values) {
		List<@Nullable String> notices = values.subList(OWN.size(), OWN.size() + names.size());
		List<@Nullable String> levels = values.subList(OWN.size() + names.size(), values.size());
		List<String> awaited = new ArrayList<>();
		List<String> unfamiliar = new ArrayList<>();
		for (int i = 0; i < names.size(); i++) {
			if (notices.get(i) != null) {
				awaited.add(names.get(i));
			}
			if (!Objects.equals(levels.get(i), values.get(2))) {
				unfamiliar.add(names.get(i));
			}
		}
		return new KnownRegions(Objects.requireNonNullElse(values.get(0), ""),
				Long.parseLong(Objects.requireNonNullElse(values.get(1), "0")), awaited, unfamiliar,
				Objects.requireNonNullElse(values.get(2), ""),
				values.get(4) != null && !Objects.equals(values.get(3), values.get(2)));
	}

}
