package io.regioncache.writebehind;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * A table that takes a row only over one with a lower sequence.
 */
final class VersionedTable implements BatchWriter<String, String> {

	private final Map<String, Change<String, String>> rows = new ConcurrentHashMap<>();

	final List<List<Change<String, String>>> batches = Collections.synchronizedList(new ArrayList<>());

	/** Called before each batch is written; what it throws fails the batch. */
	volatile Consumer<List<Change<String, String>>> before = (batch) -> {
	};

	@Override
	public String cache() {
		return "carts";
	}

	@Override
	public void write(List<Change<String, String>> changes) {
		this.before.accept(changes);
		this.batches.add(changes);
		for (Change<String, String> change : changes) {
			this.rows.merge(change.key(), change, (one, other) -> (one.sequence() < other.sequence()) ? other : one);
		}
	}

	@Nullable String value(String key) {
		Change<String, String> row = this.rows.get(key);
		return (row != null) ? row.value() : null;
	}

	int size() {
		return this.rows.size();
	}

}
