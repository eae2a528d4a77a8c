package io.regioncache.autoconfigure.transaction;

import java.util.ArrayList;
import java.util.Collection;

import io.regioncache.cache.RegionCacheManager;
import io.regioncache.cache.transaction.TransactionBegin;
import io.regioncache.store.entry.Lease;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.core.PriorityOrdered;
import org.springframework.transaction.ConfigurableTransactionManager;
import org.springframework.transaction.TransactionExecutionListener;

/**
 * Has every transaction manager tell the caches when a transaction begins.
 */
final class TransactionManagerPostProcessor implements BeanPostProcessor, PriorityOrdered {

	private volatile @Nullable RegionCacheManager caches;

	@Override
	public int getOrder() {
		return LOWEST_PRECEDENCE;
	}

	@Override
	public Object postProcessBeforeInitialization(Object bean, String beanName) {
		if (bean instanceof ConfigurableTransactionManager manager) {
			Collection<TransactionExecutionListener> listeners = new ArrayList<>();
			// First, for what the others do at the begin may be a begin itself.
			listeners.add(new TransactionBegin(this::observed));
			listeners.addAll(manager.getTransactionExecutionListeners());
			manager.setTransactionExecutionListeners(listeners);
		}
		else if (bean instanceof RegionCacheManager caches) {
			this.caches = caches;
		}
		return bean;
	}

	private @Nullable Lease observed() {
		RegionCacheManager caches = this.caches;
		return (caches != null) ? caches.observed() : null;
	}

}
