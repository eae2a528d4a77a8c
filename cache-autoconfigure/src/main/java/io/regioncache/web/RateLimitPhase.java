package io.regioncache.web;

import org.springframework.core.Ordered;

/**
 * When a limit is checked: before Spring Security, whose filters are at -100 in both
 * stacks, or after it.
 */
public enum RateLimitPhase implements Ordered {

	/**
	 * Before Spring Security, which authenticates nobody whose request is rejected.
	 */
	BEFORE_SECURITY(-110),

	/**
	 * After Spring Security, since the key depends on who calls.
	 */
	AFTER_SECURITY(-90);

	private final int order;

	RateLimitPhase(int order) {
		this.order = order;
	}

	@Override
	public int getOrder() {
		return this.order;
	}

}
