package io.regioncache.actuate;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What the metadata of a region says about its recovery from the loss of its server, and
 * about its warm-up.
 */
final class RecoveryDetails {

	private static final List<String> FIELDS = List.of("guard", "ancestors", "begun", "settled", "recovery", "warm");

	private RecoveryDetails() {
	}

	/**
	 * Return the fields of the metadata that tell it.
	 * @param others the names of the other regions
	 */
	static List<String> fields(List<String> others) {
		return Stream.concat(FIELDS.stream(), others.stream().map((other) -> "n:" + other)).toList();
	}

	static boolean isOne(String field) {
		return FIELDS.contains(field) || field.startsWith("n:");
	}

	/**
	 * Return how the recovery stands: {@code off} where writers do not register,
	 * {@code recovering}, {@code recovered}, or {@code none} if there was nothing to
	 * recover since the metadata was lost.
	 * @param metadata the fields that there are
	 */
	static Map<String, Object> recovery(Map<String, String> metadata) {
		Map<String, Object> recovery = new LinkedHashMap<>();
		recovery.put("state", state(metadata));
		String begun = metadata.get("begun");
		if (begun != null && begun.matches("\\d{1,15}")) {
			recovery.put("since", Instant.ofEpochMilli(Long.parseLong(begun)).toString());
		}
		String[] result = metadata.getOrDefault("recovery", "").split(" ");
		if (result.length == 3 && isSettled(metadata)) {
			recovery.put("tookMillis", result[0]);
			recovery.put("epochsKept", result[1]);
			recovery.put("epochsBefore", result[2]);
		}
		recovery.put("awaiting",
				metadata.keySet()
					.stream()
					.filter((field) -> field.startsWith("n:"))
					.map((name) -> name.substring(2))
					.toList());
		return recovery;
	}

	private static String state(Map<String, String> metadata) {
		if (!metadata.containsKey("guard")) {
			return "off";
		}
		if (!metadata.containsKey("ancestors")) {
			return "none";
		}
		return isSettled(metadata) ? "recovered" : "recovering";
	}

	private static boolean isSettled(Map<String, String> metadata) {
		String settled = metadata.get("settled");
		return settled != null && settled.equals(metadata.get("epoch"));
	}

	/**
	 * Return how the warm-up stands: {@code begun}, {@code done}, or {@code none}.
	 */
	static String warmUp(Map<String, String> metadata) {
		String[] noted = metadata.getOrDefault("warm", "").split(":", 2);
		return (noted.length == 2 && noted[0].equals(metadata.get("epoch"))) ? noted[1] : "none";
	}

}
