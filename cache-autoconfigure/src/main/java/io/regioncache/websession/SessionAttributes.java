package io.regioncache.websession;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * The attributes of a session that one request works with, decoded when they are asked
 * for.
 */
final class SessionAttributes {

	private final SessionHandling handling;

	private final Map<String, byte[]> stored;

	private final Map<String, Object> values = new HashMap<>();

	/** Those that were set, or removed where there is none in {@link #values}. */
	private final Set<String> changed = new LinkedHashSet<>();

	SessionAttributes(SessionHandling handling, Map<String, byte[]> stored) {
		this.handling = handling;
		this.stored = new LinkedHashMap<>(stored);
	}

	@Nullable Object get(String name) {
		Object value = this.values.get(name);
		if (value == null && !this.changed.contains(name)) {
			byte[] bytes = this.stored.get(name);
			value = (bytes != null) ? this.handling.decode(name, bytes) : null;
			if (value != null) {
				this.values.put(name, value);
			}
		}
		return value;
	}

	Set<String> names() {
		Set<String> names = new LinkedHashSet<>(this.stored.keySet());
		names.removeAll(this.changed);
		this.changed.stream().filter(this.values::containsKey).forEach(names::add);
		return names;
	}

	void set(String name, @Nullable Object value) {
		this.changed.add(name);
		if (value != null) {
			this.values.put(name, value);
		}
		else {
			this.values.remove(name);
		}
	}

	boolean isChanged() {
		return !this.changed.isEmpty();
	}

	/**
	 * Return the fields of those that have changed.
	 * @param all whether the others are to be returned as well
	 */
	Map<String, byte[]> fields(boolean all) {
		Map<String, byte[]> fields = new LinkedHashMap<>();
		if (all) {
			this.stored.forEach((name, value) -> fields.put(SessionFields.ATTRIBUTE + name, value));
		}
		this.changed.forEach((name) -> fields.put(SessionFields.ATTRIBUTE + name, encode(name)));
		return fields;
	}

	private byte[] encode(String name) {
		Object value = this.values.get(name);
		return (value != null) ? this.handling.encode(name, value) : new byte[0];
	}

	/**
	 * Note that all changes were handed over to be written.
	 */
	void saved(Map<String, byte[]> fields) {
		for (String name : this.changed) {
			byte[] value = fields.get(SessionFields.ATTRIBUTE + name);
			if (value != null && value.length > 0) {
				this.stored.put(name, value);
			}
			else {
				this.stored.remove(name);
			}
		}
		this.changed.clear();
	}

}
