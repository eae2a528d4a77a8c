package io.regioncache.sample;

import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A fault, and where it is to be seen.
 *
 * @param name what goes wrong
 * @param inject injects it, and returns since when it is there, in nanoseconds
 * @param remove ends it
 * @param port where the application listens that is watched
 * @param signs what tells of the fault
 */
record Fault(String name, LongSupplier inject, Runnable remove, IntSupplier port, Signs signs) {

	/**
	 * What tells of a fault. Each answers what is said of it, or {@code null} as long as
	 * nothing is.
	 *
	 * @param page looks at what the page shows
	 * @param health looks at the health of the application
	 * @param meter looks at its meters, as Prometheus reads them
	 * @param alert the name and the labels of the alert
	 */
	record Signs(Function<JsonNode, @Nullable String> page, Function<JsonNode, @Nullable String> health,
			Function<String, @Nullable String> meter, String alert) {

		/**
		 * Of a region that is not well.
		 */
		static Signs ofState(String region, String alert) {
			return new Signs((page) -> state(page.at("/regions/" + region)),
					(health) -> state(health.at("/components/regions/details/" + region)),
					(meters) -> line(meters, "region_state", region),
					"alertname=\"%s\",region=\"%s\"".formatted(alert, region));
		}

		/**
		 * Of something that is wrong with a server or its settings.
		 */
		static Signs ofFinding(String region, String id) {
			return new Signs((page) -> page.at("/findings")
				.valueStream()
				.filter((finding) -> finding.at("/id").asString("").equals(id))
				.map((finding) -> finding.at("/problem").asString(""))
				.findFirst()
				.orElse(null), (health) -> first(health.at("/components/regions/details/" + region + "/findings")),
					(meters) -> line(meters, "region_findings", region),
					"alertname=\"RegionCacheFindings\",region=\"%s\"".formatted(region));
		}

		Signs page(Function<JsonNode, @Nullable String> other) {
			return new Signs(other, this.health, this.meter, this.alert);
		}

		private static @Nullable String state(JsonNode region) {
			if (region.at("/answering").isBoolean() && !region.at("/answering").asBoolean()) {
				return "does not answer";
			}
			String state = region.at("/state").asString("");
			String reason = first(region.at("/reasons"));
			return (state.isEmpty() || state.equals("healthy")) ? null
					: state + ((reason != null) ? ": " + reason : "");
		}

		private static @Nullable String first(JsonNode list) {
			return list.isEmpty() ? null : list.get(0).asString("");
		}

		private static @Nullable String line(String meters, String name, String region) {
			return beyond(meters, name + "{region=\"" + region + "\"}", 0);
		}

		private static @Nullable String beyond(String meters, String name, double threshold) {
			return meters.lines()
				.filter((line) -> line.startsWith(name + ' '))
				.filter((line) -> Double.parseDouble(line.substring(name.length() + 1)) > threshold)
				.findFirst()
				.orElse(null);
		}

	}

}
