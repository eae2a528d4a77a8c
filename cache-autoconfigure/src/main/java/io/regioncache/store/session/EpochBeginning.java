package io.regioncache.store.session;

/**
 * What a process tells a server whose metadata is lost, so that it can begin an epoch.
 *
 * @param guard the name of the region, if its writers are to register; else empty
 * @param former the epochs in which this process has known the region while its writers
 * registered, separated by blanks
 */
public record EpochBeginning(String guard, String former) {

	/**
	 * An epoch of which nothing is known before it begins.
	 */
	public static final EpochBeginning PLAIN = new EpochBeginning("", "");

	/**
	 * None: the processes of the region itself know its former epochs, and begin the next
	 * one.
	 */
	public static final EpochBeginning LEFT_TO_ITS_REGION = new EpochBeginning("", "-");

}
