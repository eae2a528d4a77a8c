package io.regioncache.caller;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Warns, in development, where a load reads something of its caller that its key does not
 * contain: another caller would be given the value.
 * <p>
 * It sees what is read on the thread on which the method is called.
 */
public final class LoadWatch {

	/**
	 * Sees nothing, and costs nothing.
	 */
	public static final LoadWatch OFF = new LoadWatch(List.of(), (warning) -> {
	});

	private static final int MOST_WARNINGS = 1000;

	private static final ThreadLocal<WatchedLoad> CURRENT = new ThreadLocal<>();

	private final List<Supplier<CallerScope>> sensors;

	private final Consumer<String> warnings;

	private final Set<String> said = ConcurrentHashMap.newKeySet();

	/**
	 * Create a watch.
	 * @param sensors are bound while a load runs, and {@link #note} what it reads
	 * @param warnings is told each warning once
	 */
	public LoadWatch(List<Supplier<CallerScope>> sensors, Consumer<String> warnings) {
		this.sensors = List.copyOf(sensors);
		this.warnings = warnings;
	}

	/**
	 * Return whether anything is watched.
	 * @return whether it is
	 */
	public boolean isOn() {
		return this != OFF;
	}

	/**
	 * A load begins on this thread.
	 * @param method the method that loads
	 * @param vary by what its entries vary
	 * @param key gives the key of the entry as text
	 * @return to be closed when it has ended
	 */
	public CallerScope begin(String method, Set<String> vary, Supplier<String> key) {
		BoundScopes bound = new BoundScopes().bind(() -> bind(new WatchedLoad(this, method, vary, key)));
		this.sensors.forEach(bound::bind);
		return bound;
	}

	private static CallerScope bind(WatchedLoad load) {
		WatchedLoad outer = CURRENT.get();
		CURRENT.set(load);
		return () -> {
			if (outer != null) {
				CURRENT.set(outer);
			}
			else {
				CURRENT.remove();
			}
		};
	}

	/**
	 * Something of the caller was read. No concern unless a load runs on this thread.
	 * @param vary which attribute of the caller it belongs to, if any
	 * @param what what was read, as in "the header 'X-Channel'"
	 * @param value its value, if any
	 */
	public static void note(@Nullable String vary, String what, @Nullable String value) {
		WatchedLoad load = CURRENT.get();
		if (load != null && (vary == null || !load.vary.contains(vary)) && !load.hasInKey(value)) {
			load.watch.warn(load.method + " reads " + what
					+ " while it loads, which its key does not contain: callers that differ by it share an entry. "
					+ ((vary != null) ? "Declare vary = Vary." + vary + ", or pass" : "Pass")
					+ " it as an argument that is part of the key.");
		}
	}

	private void warn(String warning) {
		if (this.said.size() < MOST_WARNINGS && this.said.add(warning)) {
			this.warnings.accept(warning);
		}
	}

	private record WatchedLoad(LoadWatch watch, String method, Set<String> vary, Supplier<String> key) {

		boolean hasInKey(@Nullable String value) {
			return value != null && !value.isEmpty()
					&& this.key.get().toLowerCase(Locale.ROOT).contains(value.toLowerCase(Locale.ROOT));
		}

	}

}
