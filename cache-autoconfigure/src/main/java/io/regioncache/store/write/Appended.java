package io.regioncache.store.write;

import java.util.Optional;

import io.regioncache.store.log.Position;
import org.jspecify.annotations.Nullable;

/**
 * What became of a change.
 *
 * @param outcome whether it is appended
 * @param sequence its sequence, greater than that of any change before it in the region;
 * 0 if that is not known
 * @param grant under which lease the value may be stored; empty if it may not
 * @param position where its put stands in the order of the region, if it is known
 */
public record Appended(Outcome outcome, long sequence, Optional<PutGrant> grant, @Nullable Position position) {

	/**
	 * A change of which nobody knows.
	 */
	public static final Appended UNKNOWN = new Appended(Outcome.UNKNOWN, 0, Optional.empty(), null);

	/**
	 * What became of a change.
	 */
	public enum Outcome {

		/**
		 * It is appended. Its key is invalidated.
		 */
		APPENDED,

		/**
		 * It is not, since too many are pending. Its key is invalidated.
		 */
		FULL,

		/**
		 * The region has not answered, so it may be appended or not.
		 */
		UNKNOWN

	}

}
