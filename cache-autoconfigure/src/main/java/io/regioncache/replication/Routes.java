package io.regioncache.replication;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

/**
 * What operators have decided about the ways between regions. It is kept in each region,
 * and spreads along the links: the newest decision wins.
 *
 * @param number the newest has the highest
 * @param hub the region promoted to be the hub; {@code null} for the configured one
 * @param drained regions that neither answer reads nor serve as hub or upstream; they are
 * kept up to date
 */
public record Routes(long number, @Nullable String hub, Set<String> drained) {

	/**
	 * How far the number of a decision may be ahead of the wall clock, in milliseconds:
	 * an operator's next decision must always have a higher one.
	 */
	static final long MAX_AHEAD = Duration.ofDays(1).toMillis();

	private static final int MAX_TEXT = 4096;

	/**
	 * As configured.
	 */
	public static final Routes CONFIGURED = new Routes(0, null, Set.of());

	private static final Comparator<Routes> ORDER = Comparator.comparingLong(Routes::number)
		.thenComparing(Routes::text);

	public Routes {
		drained = Set.copyOf(drained);
	}

	Routes promote(String region) {
		return new Routes(this.number + 1, region, without(region));
	}

	Routes drain(String region) {
		Set<String> drained = new TreeSet<>(this.drained);
		drained.add(region);
		return new Routes(this.number + 1, region.equals(this.hub) ? null : this.hub, drained);
	}

	Routes restore(String region) {
		return new Routes(this.number + 1, this.hub, without(region));
	}

	private Set<String> without(String region) {
		Set<String> drained = new TreeSet<>(this.drained);
		drained.remove(region);
		return drained;
	}

	boolean isNewerThan(Routes other) {
		return ORDER.compare(this, other) > 0;
	}

	/**
	 * Return the topology that comes out of a configured one.
	 */
	Topology over(Topology configured) {
		if (configured.kind() != Topology.Kind.HUB) {
			return configured;
		}
		List<String> order = new ArrayList<>(configured.regions());
		order.removeAll(this.drained);
		// Whoever is drained comes last: better than no way at all
		configured.regions().stream().filter(this.drained::contains).forEach(order::add);
		String hub = (this.hub != null && order.contains(this.hub)) ? this.hub : configured.hub();
		Map<String, String> upstreams = new LinkedHashMap<>(configured.upstreams());
		upstreams.values().removeIf(this.drained::contains);
		return new Topology(configured.kind(), order, this.drained.contains(hub) ? order.get(0) : hub, upstreams);
	}

	String text() {
		return this.number + ";" + ((this.hub != null) ? this.hub : "") + ';'
				+ String.join(",", new TreeSet<>(this.drained));
	}

	/**
	 * Read the text form. A text that is malformed or too long, or whose number no
	 * operator can have reached, counts as no decision.
	 * @param text the text
	 * @param now the wall clock, in milliseconds
	 */
	static Routes of(String text, long now) {
		String[] parts = (text.length() <= MAX_TEXT) ? text.split(";", -1) : new String[0];
		try {
			long number = (parts.length == 3) ? Long.parseLong(parts[0]) : -1;
			return (number < 0 || number > now + MAX_AHEAD) ? CONFIGURED : new Routes(number,
					parts[1].isEmpty() ? null : parts[1], parts[2].isEmpty() ? Set.of() : Set.of(parts[2].split(",")));
		}
		catch (IllegalArgumentException ex) {
			return CONFIGURED;
		}
	}

}
