package io.regioncache.health;

import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Finds what lies between a process and its server and swallows what the server pushes.
 */
public final class PushCheck {

	private static final Finding SWALLOWED = new Finding("pushes",
			"Pushes from the server do not reach this process, so every hit also reads markers",
			"Look for a proxy between this process and Redis, and connect around it");

	private final BooleanSupplier swallowed;

	/**
	 * Create a check.
	 * @param swallowed whether the server was seen to push less than it should
	 */
	public PushCheck(BooleanSupplier swallowed) {
		this.swallowed = swallowed;
	}

	/**
	 * Look.
	 * @return one finding if something is swallowed, else none
	 */
	public List<Finding> findings() {
		return this.swallowed.getAsBoolean() ? List.of(SWALLOWED) : List.of();
	}

}
