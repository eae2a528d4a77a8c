package io.regioncache.caller;

/**
 * Something that is bound to a thread until it is closed there.
 */
@FunctionalInterface
public interface CallerScope extends AutoCloseable {

	/**
	 * Nothing at all.
	 */
	CallerScope NONE = () -> {
	};

	@Override
	void close();

}
