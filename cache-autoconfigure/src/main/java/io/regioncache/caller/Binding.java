package io.regioncache.caller;

/**
 * Something that is bound to a thread until it is closed there.
 */
@FunctionalInterface
public interface Binding extends AutoCloseable {

	/**
	 * Nothing at all.
	 */
	Binding NONE = () -> {
	};

	@Override
	void close();

}
