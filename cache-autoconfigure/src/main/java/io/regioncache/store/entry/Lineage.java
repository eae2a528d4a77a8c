package io.regioncache.store.entry;

import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/**
 * The former epochs of a region whose entries count in a later one, since nothing that
 * was invalidated in them is lost: each up to the clock that its server has handed on.
 * <p>
 * It is complete once the region has recovered, and does not change while the epoch
 * lasts. Clocks go on from one epoch to the next, so a lease of a former one stands for
 * the same number of the present.
 *
 * @param epoch the present epoch
 * @param former the clock up to which the entries of each former epoch count
 */
public record Lineage(long epoch, Map<Long, Long> former) {

	/**
	 * It is not known yet which epochs count.
	 */
	public static final Lineage NONE = new Lineage(0, Map.of());

	public Lineage {
		former = Map.copyOf(former);
	}

	/**
	 * Read a lineage as the metadata holds it.
	 * @param epoch the present epoch
	 * @param text pairs of epoch and clock
	 * @return the lineage, {@link #NONE} while it is undecided; what cannot be read is
	 * left out
	 */
	public static Lineage of(long epoch, String text) {
		if (text.equals("?")) {
			return NONE;
		}
		Map<Long, Long> former = new HashMap<>();
		for (String ancestor : text.split(" ")) {
			String[] parts = ancestor.split(":", 2);
			if (parts.length == 2 && parts[0].matches("[0-9a-f]{1,16}") && parts[1].matches("\\d{1,16}")) {
				former.put(HexFormat.fromHexDigitsToLong(parts[0]), Long.parseLong(parts[1]));
			}
		}
		return new Lineage(epoch, former);
	}

	/**
	 * Return the lease of the present epoch that a stored one stands for.
	 * @param stored the lease of an entry
	 * @return the lease; the same if it is of the present epoch, or counts no more
	 */
	public Lease present(Lease stored) {
		if (stored.epoch() == this.epoch || this.former.isEmpty()) {
			return stored;
		}
		Long survived = this.former.get(stored.epoch());
		return (survived != null && stored.number() <= survived) ? new Lease(this.epoch, stored.number()) : stored;
	}

}
