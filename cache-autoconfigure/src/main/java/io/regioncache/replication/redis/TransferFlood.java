package io.regioncache.replication.redis;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import io.regioncache.annotation.PublicApi;
import io.regioncache.store.entry.RedisKeys;

/**
 * Why a state transfer has marked everything.
 *
 * @since 0.1
 */
@PublicApi
public enum TransferFlood {

	/** It has not. */
	NONE("nothing"),

	/** More is marked in the source than is read one by one, or its floor has risen. */
	SOURCE("it has marked more than is copied one by one"),

	/** The state names an epoch that the home region does not know. */
	EPOCH("it names an epoch that is not known here"),

	/** The source knows as many epochs as a region keeps. */
	EPOCHS("it knows as many epochs as a region keeps"),

	/** Writers of the source were still to send again what may be lost. */
	WRITERS("its processes were still to send again what may be lost"),

	/** The log of the source does not continue the one that was read. */
	LINEAGE("its log does not continue the one that was read");

	private static final int AT = 7;

	private final String reason;

	TransferFlood(String reason) {
		this.reason = reason;
	}

	static TransferFlood of(List<Object> answer) {
		if (answer.size() <= AT) {
			return NONE;
		}
		String label = RedisKeys.text((byte[]) answer.get(AT));
		return Arrays.stream(values()).filter((flood) -> flood.label().equals(label)).findFirst().orElse(NONE);
	}

	/**
	 * Return a short name, as in metrics.
	 */
	public String label() {
		return name().toLowerCase(Locale.ROOT);
	}

	/**
	 * Return the reason, as a clause about the source.
	 */
	public String reason() {
		return this.reason;
	}

}
