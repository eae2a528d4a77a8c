package io.regioncache.autoconfigure.budget;

import java.util.Collection;
import java.util.function.Supplier;

import io.regioncache.autoconfigure.lifecycle.RunningLifecycle;
import io.regioncache.budget.MemoryBudgets;

/**
 * Keeps the budgets from when the application has started until it begins to stop, if any
 * cache has one.
 */
final class MemoryBudgetsLifecycle extends RunningLifecycle {

	private final MemoryBudgets budgets;

	private final Supplier<? extends Collection<Long>> configured;

	MemoryBudgetsLifecycle(MemoryBudgets budgets, Supplier<? extends Collection<Long>> configured) {
		this.budgets = budgets;
		this.configured = configured;
	}

	@Override
	protected void begin() {
		if (this.configured.get().stream().anyMatch((budget) -> budget > 0)) {
			this.budgets.start();
		}
	}

	@Override
	protected void end() {
		this.budgets.close();
	}

}
