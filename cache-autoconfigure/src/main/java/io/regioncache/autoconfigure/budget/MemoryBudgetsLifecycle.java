package io.regioncache.autoconfigure.budget;

import java.util.Collection;
import java.util.function.Supplier;

import io.regioncache.budget.MemoryBudgets;

import org.springframework.context.SmartLifecycle;

/**
 * Keeps the budgets from when the application has started until it begins to stop, if any
 * cache has one.
 */
final class MemoryBudgetsLifecycle implements SmartLifecycle {

	private final MemoryBudgets budgets;

	private final Supplier<? extends Collection<Long>> configured;

	private volatile boolean running;

	MemoryBudgetsLifecycle(MemoryBudgets budgets, Supplier<? extends Collection<Long>> configured) {
		this.budgets = budgets;
		this.configured = configured;
	}

	@Override
	public void start() {
		this.running = true;
		if (this.configured.get().stream().anyMatch((budget) -> budget > 0)) {
			this.budgets.start();
		}
	}

	@Override
	public void stop() {
		this.running = false;
		this.budgets.close();
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public boolean isPauseable() {
		return false;
	}

}
