package io.regioncache.writebehind;

import java.lang.reflect.Type;
import java.util.List;

import io.regioncache.annotation.PublicApi;

import org.springframework.core.ResolvableType;

/**
 * Writes the changes of one cache to where its values are kept for good. A bean of the
 * application.
 * <p>
 * A batch may come twice, and one that is late may come after a later one, from another
 * node. So each change is written only over one with a lower sequence, as in
 * {@code UPDATE ... WHERE sequence < ?}, which makes all of that harmless. For that a
 * removed row must leave its sequence behind.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 * @since 0.1
 */
@PublicApi
public interface BatchWriter<K, V> {

	/**
	 * Return the cache whose changes are written.
	 * @return the name of the cache
	 */
	String cache();

	/**
	 * Write changes. If this fails, any of them may have been written: all are tried
	 * again, in parts where the failure is no outage.
	 * @param changes the last change of each key, in the order of their sequences
	 * @throws Exception if they cannot be written
	 */
	void write(List<Change<K, V>> changes) throws Exception;

	/**
	 * Return whether a failure says nothing about the changes, since the database cannot
	 * be reached or is busy. Such changes are tried again until they are written; others
	 * are parked after a few attempts.
	 * @param failure what {@link #write} has thrown
	 * @return whether any change would have failed
	 */
	default boolean isOutage(Exception failure) {
		return Outages.isOutage(failure);
	}

	/**
	 * Return the type of the keys.
	 * @return the type, by default that of the type argument of the class
	 */
	default Type keyType() {
		return ResolvableType.forClass(getClass()).as(BatchWriter.class).getGeneric(0).getType();
	}

	/**
	 * Return the type of the values: that which the annotated methods return.
	 * @return the type, by default that of the type argument of the class
	 */
	default Type valueType() {
		return ResolvableType.forClass(getClass()).as(BatchWriter.class).getGeneric(1).getType();
	}

}
