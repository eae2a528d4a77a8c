package io.regioncache.sample;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.regioncache.embedded.EmbeddedRegions;
import io.regioncache.test.SimulatedNetwork;

/**
 * What lies between the regions: as many milliseconds as between the continents, and
 * scissors.
 */
final class ShopNetwork implements AutoCloseable {

	private final SimulatedNetwork network;

	private final Set<String> cutOff = ConcurrentHashMap.newKeySet();

	/**
	 * Connect the regions.
	 * @param redis their servers
	 * @param oneWay how far the first is from the second, the first from the third and
	 * the second from the third
	 */
	ShopNetwork(EmbeddedRegions redis, List<Duration> oneWay) {
		this.network = SimulatedNetwork.of(redis.urls());
		Iterator<Duration> distances = oneWay.iterator();
		List<String> names = List.copyOf(redis.names());
		for (int i = 0; i < names.size(); i++) {
			for (int j = i + 1; j < names.size(); j++) {
				this.network.distance(names.get(i), names.get(j), distances.next());
			}
		}
	}

	SimulatedNetwork.View from(String region) {
		return this.network.from(region);
	}

	/**
	 * Let nothing in or out of a region.
	 * @param region the region
	 */
	void cut(String region) {
		this.network.isolate(region);
		this.cutOff.add(region);
	}

	void heal(String region) {
		this.cutOff.remove(region);
		this.network.names()
			.stream()
			.filter((other) -> !other.equals(region) && !this.cutOff.contains(other))
			.forEach((other) -> this.network.heal(region, other));
	}

	Map<String, String> regions() {
		Map<String, String> regions = new LinkedHashMap<>();
		this.network.names()
			.forEach((region) -> regions.put(region, this.cutOff.contains(region) ? "cut off" : "connected"));
		return regions;
	}

	@Override
	public void close() {
		this.network.close();
	}

}
