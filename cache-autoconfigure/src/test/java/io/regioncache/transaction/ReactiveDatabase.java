package io.regioncache.transaction;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import reactor.core.publisher.Mono;

import org.springframework.transaction.NoTransactionException;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.reactive.AbstractReactiveTransactionManager;
import org.springframework.transaction.reactive.GenericReactiveTransaction;
import org.springframework.transaction.reactive.TransactionSynchronizationManager;

/**
 * A database without a server, whose transactions belong to subscriptions: what one has
 * written is seen by itself alone until it commits.
 */
@SuppressWarnings("serial")
class ReactiveDatabase extends AbstractReactiveTransactionManager {

	private final transient Map<Long, String> committed = new ConcurrentHashMap<>(Map.of(1L, "Chair", 2L, "Table"));

	Mono<String> read(long id) {
		return own().mapNotNull((own) -> own.get(id)).switchIfEmpty(Mono.fromSupplier(() -> this.committed.get(id)));
	}

	Mono<Void> write(long id, String name) {
		return own().defaultIfEmpty(this.committed).doOnNext((rows) -> rows.put(id, name)).then();
	}

	String name(long id) {
		return this.committed.get(id);
	}

	@SuppressWarnings("unchecked")
	private Mono<Map<Long, String>> own() {
		return TransactionSynchronizationManager.forCurrentTransaction()
			.mapNotNull((manager) -> (Map<Long, String>) manager.getResource(this))
			.onErrorComplete(NoTransactionException.class);
	}

	@Override
	protected Object doGetTransaction(TransactionSynchronizationManager manager) {
		return new Object[] { manager.getResource(this) };
	}

	@Override
	protected boolean isExistingTransaction(Object transaction) {
		return ((Object[]) transaction)[0] != null;
	}

	@Override
	protected Mono<Void> doBegin(TransactionSynchronizationManager manager, Object transaction,
			TransactionDefinition definition) {
		return Mono.fromRunnable(() -> manager.bindResource(this, new ConcurrentHashMap<>()));
	}

	@Override
	protected Mono<Object> doSuspend(TransactionSynchronizationManager manager, Object transaction) {
		return Mono.fromSupplier(() -> manager.unbindResource(this));
	}

	@Override
	protected Mono<Void> doResume(TransactionSynchronizationManager manager, Object transaction, Object suspended) {
		return Mono.fromRunnable(() -> manager.bindResource(this, suspended));
	}

	@Override
	@SuppressWarnings("unchecked")
	protected Mono<Void> doCommit(TransactionSynchronizationManager manager, GenericReactiveTransaction status) {
		return Mono.fromRunnable(() -> this.committed.putAll((Map<Long, String>) manager.getResource(this)));
	}

	@Override
	protected Mono<Void> doRollback(TransactionSynchronizationManager manager, GenericReactiveTransaction status) {
		return Mono.empty();
	}

	@Override
	protected Mono<Void> doSetRollbackOnly(TransactionSynchronizationManager manager,
			GenericReactiveTransaction status) {
		return Mono.fromRunnable(status::setRollbackOnly);
	}

	@Override
	protected Mono<Void> doCleanupAfterCompletion(TransactionSynchronizationManager manager, Object transaction) {
		return Mono.fromRunnable(() -> manager.unbindResource(this));
	}

}
