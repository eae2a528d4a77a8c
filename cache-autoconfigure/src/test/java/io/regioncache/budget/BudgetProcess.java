package io.regioncache.budget;

import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.regioncache.testkit.ChildJvm;

/**
 * A JVM that keeps the budget of one cache until it is killed, and says what it has
 * removed.
 */
final class BudgetProcess implements AutoCloseable {

	private static final String REMOVED = "removed ";

	private final ChildJvm jvm;

	private BudgetProcess(ChildJvm jvm) {
		this.jvm = jvm;
	}

	static BudgetProcess start(String url, String cache, long budget) {
		return new BudgetProcess(ChildJvm.start(BudgetProcess.class, url, cache, Long.toString(budget)));
	}

	public static void main(String[] arguments) throws InterruptedException {
		BudgetNode node = BudgetNode.at(arguments[0], Map.of(arguments[1], Long.parseLong(arguments[2])));
		node.budgets().start();
		while (true) {
			System.out.println(REMOVED + node.budgets().of(arguments[1]).removed());
			TimeUnit.MILLISECONDS.sleep(20);
		}
	}

	/**
	 * Return how many entries it has removed.
	 */
	long removed() {
		return this.jvm.output()
			.stream()
			.filter((line) -> line.startsWith(REMOVED))
			.mapToLong((line) -> Long.parseLong(line.substring(REMOVED.length())))
			.max()
			.orElse(0);
	}

	ChildJvm jvm() {
		return this.jvm;
	}

	@Override
	public void close() {
		this.jvm.close();
	}

}
