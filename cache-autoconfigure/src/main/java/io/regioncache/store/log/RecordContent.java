package io.regioncache.store.log;

import io.regioncache.store.entry.Scope;
import org.jspecify.annotations.Nullable;

/**
 * What a record is about.
 *
 * @param scope what it invalidates; everything, if it is not understood
 * @param positions what the region had applied after a state transfer
 * @param value the value, if it is one and can be read
 * @param notice the text of a notice; empty if it is none
 */
public record RecordContent(Scope scope, VersionVector positions, @Nullable ShippedValue value, String notice) {

	/**
	 * Create the content of a record that is no value.
	 * @param scope what it invalidates
	 * @param positions what the region had applied after a state transfer
	 */
	public RecordContent(Scope scope, VersionVector positions) {
		this(scope, positions, null, "");
	}

	/**
	 * Create the content of a value.
	 * @param scope the scope of its key
	 * @param positions what the region had applied after a state transfer
	 * @param value the value
	 */
	public RecordContent(Scope scope, VersionVector positions, @Nullable ShippedValue value) {
		this(scope, positions, value, "");
	}

	static RecordContent notice(String text) {
		return new RecordContent(Scope.ALL, VersionVector.NONE, null, text);
	}

}
