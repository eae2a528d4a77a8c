package io.regioncache.replication.redis;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The numbers of a marker.
 *
 * @param removed the clock of the last REMOVE, 0 for none
 * @param staled the clock of the last STALE, 0 for none since then
 * @param removedAt the newest stamp of a REMOVE, 0 for none
 * @param staledAt the newest stamp of a STALE, 0 for none
 */
record MarkerNumbers(long removed, long staled, long removedAt, long staledAt) {

	private static final Pattern FORM = Pattern.compile("(\\d+)(?:@(\\d+))?(?:,(\\d+)(?:@(\\d+))?)?");

	/**
	 * Read a marker. One that cannot be read is newer than everything.
	 */
	static MarkerNumbers of(String marker) {
		Matcher form = FORM.matcher(marker);
		try {
			return form.matches()
					? new MarkerNumbers(number(form, 1), number(form, 3), number(form, 2), number(form, 4))
					: new MarkerNumbers(Long.MAX_VALUE, 0, 0, 0);
		}
		catch (NumberFormatException ex) {
			return new MarkerNumbers(Long.MAX_VALUE, 0, 0, 0);
		}
	}

	private static long number(Matcher form, int group) {
		return (form.group(group) != null) ? Long.parseLong(form.group(group)) : 0;
	}

}
