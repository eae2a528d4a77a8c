package io.regioncache.autoconfigure.replication;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

import io.regioncache.autoconfigure.endpoint.RegionEndpoint;
import io.regioncache.region.RegionConfigurationException;
import io.regioncache.replication.Topology;
import io.regioncache.store.SingleRegionStore;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The other regions that this process works with, and the way to change them while it
 * runs.
 * <p>
 * A region that is added is caught up with by a state transfer, and catches up by one:
 * for a moment every region is cold. One that is removed is forgotten: nobody waits for
 * it any more, and what is invalidated there is not heard of. Every process has to be
 * told, in any order.
 */
public final class RegionMembership {

	private static final Log logger = LogFactory.getLog(RegionMembership.class);

	private static final long PATIENCE_SECONDS = 5;

	private final String home;

	private final RunningRegions regions;

	private final Function<String, SingleRegionStore> others;

	private final Supplier<ConfiguredRegions> configuration;

	private ConfiguredRegions current;

	RegionMembership(String home, ConfiguredRegions current, RunningRegions regions,
			Function<String, SingleRegionStore> others, Supplier<ConfiguredRegions> configuration) {
		this.home = home;
		this.current = current;
		this.regions = regions;
		this.others = others;
		this.configuration = configuration;
	}

	/**
	 * Return the regions that this process works with, the home region among them.
	 * @return the names, in order
	 */
	public synchronized List<String> names() {
		return this.current.names();
	}

	/**
	 * Read the configuration again, and work with the regions that it names now. If it
	 * makes no sense, nothing changes.
	 * @return whether there was anything to change
	 * @throws RuntimeException if the configuration cannot be read, or makes no sense
	 */
	public synchronized boolean reload() {
		ConfiguredRegions wanted = this.configuration.get();
		Topology topology = wanted.check(this.current, this.home);
		boolean changed = !topology.equals(this.regions.replicator().configured())
				|| !wanted.settings().equals(this.current.settings());
		if (changed) {
			change(wanted, topology);
		}
		return changed;
	}

	/**
	 * Work with one more region, until the configuration is read again.
	 * @param region the name of the region
	 * @param url the URL of its Redis, as it would be configured
	 * @throws RegionConfigurationException if the name, the URL or the link to it will
	 * not do
	 * @throws IllegalArgumentException if there is such a region
	 */
	public synchronized void add(String region, String url) {
		if (this.current.endpoints().containsKey(region)) {
			throw new IllegalArgumentException("There is a region '" + region + "' already");
		}
		ConfiguredRegions wanted = this.current.with(region, url);
		change(wanted, wanted.check(this.current, this.home));
	}

	/**
	 * Work without a region, until the configuration is read again.
	 * @param region the name of the region
	 * @throws RegionConfigurationException if it is the home region
	 * @throws IllegalArgumentException if there is no such region
	 */
	public synchronized void remove(String region) {
		ConfiguredRegions wanted = this.current.without(region);
		change(wanted, wanted.check(this.current, this.home));
	}

	private void replace(String region, @Nullable RegionEndpoint former, @Nullable RegionEndpoint wanted,
			Topology topology) {
		if (former != null) {
			this.regions.store().others().remove(region);
		}
		if (wanted != null) {
			add(region, wanted, topology);
		}
	}

	private void change(ConfiguredRegions wanted, Topology topology) {
		ConfiguredRegions former = this.current;
		Set<String> changed = new LinkedHashSet<>(former.names());
		changed.addAll(wanted.names());
		changed.removeIf((region) -> wanted.isSame(region, former));
		this.current = wanted;
		logger.info("Region %s now works with %s".formatted(this.home, new TreeSet<>(wanted.names())));
		for (String region : changed) {
			replace(region, former.endpoints().get(region), wanted.endpoints().get(region), topology);
		}
		await(this.regions.replicator().change(topology));
		changed.stream()
			.filter((region) -> !wanted.endpoints().containsKey(region))
			.forEach(this.regions.links()::remove);
	}

	private void add(String region, RegionEndpoint endpoint, Topology topology) {
		this.regions.links().put(region, () -> this.regions.clients().forLink(endpoint));
		if (topology.kind() != Topology.Kind.MANAGED) {
			this.regions.store().others().add(region, () -> this.others.apply(region));
		}
	}

	/**
	 * A link that is closed before its log is no longer read makes noise, and no harm.
	 */
	private static void await(CompletableFuture<?> changed) {
		changed.completeOnTimeout(null, PATIENCE_SECONDS, TimeUnit.SECONDS).exceptionally((ex) -> null).join();
	}

}
