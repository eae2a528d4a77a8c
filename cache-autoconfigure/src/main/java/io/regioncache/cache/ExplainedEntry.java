package io.regioncache.cache;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * Why one region serves an entry, or does not.
 *
 * @param verdict what a reader of the region gets at this moment
 * @param reason the same in a sentence
 * @param details what is stored beside the value; {@code null} if no entry can be read
 * @param markers what was invalidated of the scopes that cover the entry, as far as
 * anything was
 * @param clock how many invalidations the region has counted in this epoch; -1 if it is
 * not known
 * @param epoch the epoch of the region, in hexadecimal digits, or {@code null} if it is
 * not known
 * @param levelAsOf how long ago the region had applied all that each of the other regions
 * had invalidated, by their names; empty where that cannot be told
 */
public record ExplainedEntry(Verdict verdict, String reason, @Nullable Details details, List<ExplainedMarker> markers,
		long clock, @Nullable String epoch, Map<String, Optional<Duration>> levelAsOf) {

	ExplainedEntry(Verdict verdict, String reason, @Nullable Details details, List<ExplainedMarker> markers, long clock,
			@Nullable String epoch) {
		this(verdict, reason, details, markers, clock, epoch, Map.of());
	}

	/**
	 * Return the same with how level the region is with the others.
	 * @param levels how long ago it was level with each, by their names
	 * @return the entry
	 */
	ExplainedEntry with(Map<String, Optional<Duration>> levels) {
		return new ExplainedEntry(this.verdict, this.reason, this.details, this.markers, this.clock, this.epoch,
				levels);
	}

	/**
	 * What a reader gets.
	 */
	public enum Verdict {

		/**
		 * The value.
		 */
		FRESH,

		/**
		 * The value, while one caller loads it again.
		 */
		STALE,

		/**
		 * A miss, because the value was invalidated.
		 */
		INVALIDATED,

		/**
		 * A miss, because the value is too old.
		 */
		EXPIRED,

		/**
		 * A miss, because there is no entry.
		 */
		ABSENT,

		/**
		 * Something lies there that is not read.
		 */
		UNREADABLE,

		/**
		 * Nobody knows, because the region does not answer.
		 */
		UNREACHABLE

	}

	/**
	 * What is stored beside a value.
	 *
	 * @param lease the clock of the region when the load began
	 * @param epoch the epoch in which it began, in hexadecimal digits
	 * @param invalidationsSince how many invalidations the region has counted since then,
	 * of whatever scope; -1 if the epoch is another
	 * @param loadedIn the region that has loaded the value, or {@code null} if it is none
	 * of those configured
	 * @param loadTook how long the load took
	 * @param freshFor how long the value counts as fresh; negative since it does not
	 * @param keptFor how long Redis keeps the entry
	 * @param ageByCacheTtl how long ago the value was stored at most, if it has the
	 * cache's own time to live; {@code null} if it has another one
	 * @param tags the tags as they are marked: long ones as a hash that begins with '#'
	 * @param bytes the size of the encoded value
	 */
	public record Details(long lease, String epoch, long invalidationsSince, @Nullable String loadedIn,
			Duration loadTook, Duration freshFor, Duration keptFor, @Nullable Duration ageByCacheTtl, List<String> tags,
			int bytes) {

	}

	/**
	 * What was invalidated of one scope.
	 *
	 * @param scope what it covers: {@code everything}, {@code cache}, {@code key}, or a
	 * tag as {@code tag product:42}
	 * @param removed the clock of the last invalidation that removes; 0 for none
	 * @param staled the clock of the last invalidation after which an old value may be
	 * served while it is loaded again; 0 for none
	 * @param kills whether it is why the entry is not served as fresh
	 */
	public record ExplainedMarker(String scope, long removed, long staled, boolean kills) {

	}

}
