package io.regioncache.consistency;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What of several applications fits into one token. Nothing is forgotten that fits; what
 * does not becomes, for its application, a position that no region comes to. Beyond
 * {@value #MAX_OTHERS} other applications one is left out.
 */
final class TokenSpace {

	private static final Comparator<WrittenPosition> ORDER = Comparator.comparingLong(WrittenPosition::keySpace)
		.thenComparing(WrittenPosition::region)
		.thenComparingLong((written) -> written.position().epoch());

	static final int MAX_OTHERS = 7;

	/**
	 * What heads the positions of one application.
	 */
	static final int GROUP = 3 + 3 + 1;

	static final int POSITION = 1 + 1 + 8 + 6;

	/**
	 * A position that no region comes to has only an age.
	 */
	static final int NOWHERE = 1;

	/**
	 * What is left of 192 bytes by version, key, time and signature.
	 */
	static final int CAPACITY = 192 - 1 - 2 - 6 - TokenKey.SIGNATURE_LENGTH;

	private TokenSpace() {
	}

	/**
	 * Return the positions of a token and one more, of each epoch the highest.
	 * @param known the positions of the token
	 * @param written the position that is added
	 * @return all positions, sorted by application
	 */
	static List<WrittenPosition> merged(List<WrittenPosition> known, WrittenPosition written) {
		List<WrittenPosition> merged = new ArrayList<>(known.size() + 1);
		WrittenPosition latest = written;
		for (WrittenPosition each : known) {
			if (each.isComparableTo(latest)) {
				latest = each.and(latest);
			}
			else {
				merged.add(each);
			}
		}
		merged.add(latest);
		merged.sort(ORDER);
		return merged;
	}

	/**
	 * Make a token.
	 * @param written positions of any applications, sorted by application
	 */
	static ConsistencyToken fit(List<WrittenPosition> written) {
		List<WrittenPosition> own = written.stream().filter(WrittenPosition::isOwn).toList();
		SortedMap<Long, List<WrittenPosition>> others = others(written);
		int reserved = others.size() * (GROUP + NOWHERE);
		if (own.size() > ConsistencyToken.MAX_POSITIONS || size(own) > CAPACITY - reserved) {
			own = List.of(WrittenPosition.nowhere(0));
		}
		return ConsistencyToken.of(own, carried(others, CAPACITY - size(own) - reserved));
	}

	private static SortedMap<Long, List<WrittenPosition>> others(List<WrittenPosition> written) {
		TreeMap<Long, List<WrittenPosition>> others = written.stream()
			.filter((each) -> !each.isOwn())
			.collect(Collectors.groupingBy(WrittenPosition::keySpace, TreeMap::new, Collectors.toList()));
		while (others.size() > MAX_OTHERS) {
			others.pollLastEntry();
		}
		return others;
	}

	private static List<WrittenPosition> carried(SortedMap<Long, List<WrittenPosition>> others, int space) {
		int left = space;
		List<WrittenPosition> carried = new ArrayList<>();
		for (Map.Entry<Long, List<WrittenPosition>> other : others.entrySet()) {
			int more = size(other.getValue()) - GROUP - NOWHERE;
			if (more <= left) {
				carried.addAll(other.getValue());
				left -= more;
			}
			else {
				carried.add(WrittenPosition.nowhere(other.getKey()));
			}
		}
		return carried;
	}

	private static int size(List<WrittenPosition> group) {
		return group.isEmpty() ? 0
				: GROUP + group.stream().mapToInt((each) -> each.isNowhere() ? NOWHERE : POSITION).sum();
	}

}
