package io.regioncache.rollout;

import java.util.Map;
import java.util.concurrent.locks.LockSupport;

import io.regioncache.budget.BudgetNode;
import io.regioncache.store.RegionDeployments;
import io.regioncache.store.RegionDeployments.P99;
import io.regioncache.testkit.ChildJvm;

/**
 * Reports every few milliseconds that a version runs, until it is killed: a thread, or a
 * JVM where the system property {@code regioncache.rollout.jvms} is {@code true}.
 */
interface RaceProcess {

	void kill();

	/**
	 * Starts one and waits until it has reported.
	 */
	static RaceProcess start(String url, String version) {
		return Boolean.getBoolean("regioncache.rollout.jvms") ? RaceJvm.start(url, version)
				: RaceThread.start(url, version);
	}

	/**
	 * Reports once.
	 * @return whether it could
	 */
	private static boolean report(BudgetNode node, String version) {
		try {
			new RegionDeployments(node.store()).running(version, P99.UNKNOWN).join();
			return true;
		}
		catch (RuntimeException ex) {
			// The server is away
			return false;
		}
	}

	private static void awaitReport(BudgetNode node, String version) {
		while (!report(node, version)) {
			pause();
		}
	}

	private static void pause() {
		LockSupport.parkNanos(20_000_000);
	}

	/**
	 * A thread with a connection of its own.
	 */
	final class RaceThread extends Thread implements RaceProcess {

		private final BudgetNode node;

		private final String version;

		private RaceThread(BudgetNode node, String version) {
			super("reports-" + version);
			this.node = node;
			this.version = version;
			setDaemon(true);
		}

		static RaceProcess start(String url, String version) {
			RaceThread process = new RaceThread(BudgetNode.at(url, Map.of()), version);
			awaitReport(process.node, version);
			process.start();
			return process;
		}

		@Override
		public void run() {
			while (!isInterrupted()) {
				report(this.node, this.version);
				pause();
			}
		}

		@Override
		public void kill() {
			interrupt();
			this.node.close();
		}

	}

	/**
	 * A JVM.
	 */
	record RaceJvm(ChildJvm jvm) implements RaceProcess {

		private static final String REPORTING = "reporting ";

		static RaceProcess start(String url, String version) {
			ChildJvm jvm = ChildJvm.start(RaceJvm.class, url, version);
			jvm.awaitLine(REPORTING);
			return new RaceJvm(jvm);
		}

		public static void main(String[] arguments) {
			BudgetNode node = BudgetNode.at(arguments[0], Map.of());
			awaitReport(node, arguments[1]);
			System.out.println(REPORTING + arguments[1]);
			while (true) {
				report(node, arguments[1]);
				pause();
			}
		}

		@Override
		public void kill() {
			this.jvm.kill();
		}

	}

}
