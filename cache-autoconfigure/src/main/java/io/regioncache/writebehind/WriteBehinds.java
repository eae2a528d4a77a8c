package io.regioncache.writebehind;

import java.lang.reflect.Type;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

import io.regioncache.region.Clocks;
import io.regioncache.region.RegionConfigurationException;
import io.regioncache.region.RegionThreads;
import io.regioncache.store.RegionStore;
import org.jspecify.annotations.Nullable;

import org.springframework.core.ResolvableType;
import org.springframework.util.function.SingletonSupplier;

/**
 * The caches whose values are written later, by name.
 */
public final class WriteBehinds implements AutoCloseable {

	private final SingletonSupplier<Map<String, WriteBehind>> all;

	/**
	 * Create them; their writers are asked for at the first use of any cache.
	 * @param store the regions
	 * @param writers gives the writers of the application
	 * @param settings gives the settings of a cache
	 * @param codec reads changes
	 */
	public WriteBehinds(RegionStore store, Supplier<Collection<BatchWriter<?, ?>>> writers,
			Function<String, WriteBehindSettings> settings, ChangeCodec codec) {
		this.all = SingletonSupplier.of(() -> {
			Map<String, WriteBehind> all = new LinkedHashMap<>();
			for (BatchWriter<?, ?> writer : writers.get()) {
				WriteBehind behind = new WriteBehind(store, checked(writer), settings.apply(writer.cache()), codec,
						Clocks.SYSTEM);
				if (all.put(writer.cache(), behind) != null) {
					throw new RegionConfigurationException(
							"Two BatchWriter beans write the cache '%s'.".formatted(writer.cache()),
							"Keep one of them, or let one call the other.");
				}
			}
			return all;
		});
	}

	@SuppressWarnings("unchecked")
	private static BatchWriter<Object, Object> checked(BatchWriter<?, ?> writer) {
		if (isUnknown(writer.keyType()) || isUnknown(writer.valueType())) {
			throw new RegionConfigurationException(
					"The BatchWriter of cache '%s' does not tell the types of its keys and values: %s."
						.formatted(writer.cache(), writer.getClass().getName()),
					"Let its class name them, as in 'implements BatchWriter<String, Cart>', or override keyType() "
							+ "and valueType().");
		}
		return (BatchWriter<Object, Object>) writer;
	}

	private static boolean isUnknown(Type type) {
		return ResolvableType.forType(type).resolve() == null;
	}

	/**
	 * Return what is written later of a cache.
	 * @param cache the name of the cache
	 * @return its changes, or {@code null} if it has no writer
	 */
	public @Nullable WriteBehind find(String cache) {
		return map().get(cache);
	}

	/**
	 * Return all of them.
	 * @return the caches that have a writer
	 */
	public Collection<WriteBehind> all() {
		return map().values();
	}

	private Map<String, WriteBehind> map() {
		return this.all.obtain();
	}

	/**
	 * Begin to write.
	 */
	public void start() {
		all().forEach(WriteBehind::start);
	}

	/**
	 * Write what is left, for a bounded time.
	 */
	@Override
	public void close() {
		CompletableFuture
			.allOf(all().stream()
				.map((each) -> RegionThreads.run("region-cache-drain-" + each.cache(), each::close))
				.toArray(CompletableFuture[]::new))
			.join();
	}

}
