package io.regioncache.replication;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Everything that is under way between the regions: requests and answers arrive in any
 * order, late, or not at all.
 */
final class Wire {

	private final SplittableRandom random;

	private final List<Runnable> underway = new ArrayList<>();

	private final Set<String> cuts = new TreeSet<>();

	private int lossPerMille;

	Wire(SplittableRandom random) {
		this.random = random;
	}

	/**
	 * Ask a region.
	 * @param link who asks whom
	 * @param asks whether the asking process is alive: else the answer reaches nobody
	 * @param steps what happens there, each at a time of its own; the last gives the
	 * answer
	 */
	<T> CompletableFuture<T> ask(String link, BooleanSupplier asks, Runnable step, Supplier<T> answer) {
		CompletableFuture<T> future = new CompletableFuture<>();
		this.underway.add(() -> {
			if (loses(link)) {
				this.underway.add(() -> future.completeExceptionally(new Lost("request", link)));
				return;
			}
			step.run();
			this.underway.add(() -> answer(link, asks, answer, future));
		});
		return future;
	}

	<T> CompletableFuture<T> ask(String link, BooleanSupplier asks, Supplier<T> answer) {
		CompletableFuture<T> future = new CompletableFuture<>();
		this.underway.add(() -> {
			if (loses(link)) {
				this.underway.add(() -> future.completeExceptionally(new Lost("request", link)));
				return;
			}
			answer(link, asks, answer, future);
		});
		return future;
	}

	private <T> void answer(String link, BooleanSupplier asks, Supplier<T> answer, CompletableFuture<T> future) {
		T found = answer.get();
		this.underway.add(() -> {
			if (!asks.getAsBoolean()) {
				return;
			}
			if (loses(link)) {
				future.completeExceptionally(new Lost("answer", link));
			}
			else {
				future.complete(found);
			}
		});
	}

	/**
	 * A pause in a process.
	 */
	CompletableFuture<Void> pause(BooleanSupplier alive) {
		CompletableFuture<Void> pause = new CompletableFuture<>();
		this.underway.add(() -> {
			if (alive.getAsBoolean()) {
				pause.complete(null);
			}
		});
		return pause;
	}

	/**
	 * Something that happens later, unless its process dies before.
	 */
	void later(BooleanSupplier happens, Runnable step) {
		this.underway.add(() -> {
			if (happens.getAsBoolean() && this.random.nextInt(1000) >= this.lossPerMille) {
				step.run();
			}
		});
	}

	private boolean loses(String link) {
		return this.cuts.contains(link) || this.random.nextInt(1000) < this.lossPerMille;
	}

	boolean isQuiet() {
		return this.underway.isEmpty();
	}

	/**
	 * Let something arrive.
	 */
	void deliver() {
		int which = this.random.nextInt(this.underway.size());
		int last = this.underway.size() - 1;
		Runnable delivery = this.underway.get(which);
		this.underway.set(which, this.underway.get(last));
		this.underway.remove(last);
		delivery.run();
	}

	boolean isCut(String link) {
		return this.cuts.contains(link);
	}

	void cut(String link) {
		this.cuts.add(link);
	}

	void losing(int perMille) {
		this.lossPerMille = perMille;
	}

	void heal() {
		this.cuts.clear();
		this.lossPerMille = 0;
	}

	/**
	 * An answer that never came.
	 */
	static final class Lost extends RuntimeException {

		Lost(String what, String link) {
			super("The " + what + " was lost: " + link, null, false, false);
		}

	}

}
