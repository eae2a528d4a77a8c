package io.regioncache.chaos;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;

import io.regioncache.audit.Auditor;
import io.regioncache.cache.RegionCacheManager;
import io.regioncache.cache.settings.CacheSettings;
import io.regioncache.replication.ReplicaNode;
import io.regioncache.replication.Replicator;
import io.regioncache.replication.Topology;
import io.regioncache.store.RegionStore;
import io.regioncache.testkit.NearMode;

/**
 * A process that is put together by hand.
 */
final class ReplicaProcess implements ChaosProcess {

	private static final boolean REDRIVE = "redrive".equals(System.getProperty("regioncache.chaos.on-failover"));

	private final ReplicaNode node;

	private final ExecutorService executor = Executors.newCachedThreadPool((task) -> {
		Thread thread = new Thread(task, "chaos-node-executor");
		thread.setDaemon(true);
		return thread;
	});

	private final RegionCacheManager manager;

	private final Auditor auditor;

	/**
	 * Start a process.
	 * @param version which version of the application it is: the schema of its values
	 * @param answering whether other regions answer reads while its own cannot be asked
	 */
	ReplicaProcess(String region, Topology topology, UnaryOperator<String> urls, String version, boolean answering) {
		this.node = (REDRIVE && topology.kind() == Topology.Kind.MESH)
				? ReplicaNode.guarded(region, topology, urls, answering)
				: new ReplicaNode(region, topology, urls, answering);
		this.manager = RegionCacheManager.builder(region, this.node.store())
			.executor(this.executor)
			.cacheDefaults(NearMode.of(CacheSettings.DEFAULTS.mutate().schema(version).build()))
			.build();
		this.auditor = new Auditor(this.node.store(), AUDITED);
		this.auditor.start();
	}

	@Override
	public RegionCacheManager manager() {
		return this.manager;
	}

	@Override
	public RegionStore store() {
		return this.node.store();
	}

	@Override
	public Replicator replicator() {
		return this.node.replicator();
	}

	@Override
	public Auditor auditor() {
		return this.auditor;
	}

	@Override
	public void close() {
		this.auditor.close();
		this.node.close();
		this.executor.shutdownNow();
	}

}
