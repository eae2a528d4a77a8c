package io.regioncache.transaction;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

import io.regioncache.annotation.Invalidates;
import io.regioncache.annotation.RegionCached;
import io.regioncache.annotation.RegionPut;
import io.regioncache.testkit.RedisExtension;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.CachePut;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.reactive.TransactionalOperator;
import org.springframework.transaction.support.DefaultTransactionDefinition;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Transactions of subscriptions.
 */
class ReactiveTests {

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.shared();

	static Stream<Named<ReactiveWay>> ways() {
		return Stream.of(Named.of("@RegionCached", ReactiveShop::regionCached),
				Named.of("@RegionCached Flux", (shop, id) -> shop.flux(id).single()),
				Named.of("@RegionPut", ReactiveShop::regionPut), Named.of("@Cacheable", ReactiveShop::cacheable),
				Named.of("@Cacheable Flux", (shop, id) -> shop.plainFlux(id).single()),
				Named.of("@Cacheable(cacheManager)", ReactiveShop::cacheableByManager),
				Named.of("@CachePut", ReactiveShop::cachePut));
	}

	static Stream<Named<ReactiveWay>> waysOutside() {
		return Stream.of(Named.of("@Cacheable(sync = true)", ReactiveShop::cacheableSync));
	}

	@ParameterizedTest
	@MethodSource("ways")
	void whatIsNotCommittedIsNotStored(ReactiveWay way) {
		open((store, shop) -> {
			ReactiveDatabase database = store.context().getBean(ReactiveDatabase.class);
			TransactionalOperator operator = TransactionalOperator.create(database);
			operator.execute((status) -> {
				Mono<Void> write = database.write(1, "Dirty");
				Mono<String> read = Mono.defer(() -> way.read(shop, 1)).doOnNext((name) -> {
					assertThat(name).isEqualTo("Dirty");
					assertThat(store.holds("Dirty")).isFalse();
					status.setRollbackOnly();
				});
				return write.then(read);
			}).blockLast();
			assertThat(store.holds("Dirty")).isFalse();
			assertThat(way.read(shop, 1).block()).isEqualTo("Chair");
			assertThat(way.read(shop, 1).block()).isEqualTo("Chair");
			assertThat(store.holds("Chair")).isTrue();
		});
	}

	@Test
	void aMonoThatWasMadeBeforeTheTransactionBelongsToItAsWell() {
		open((store, shop) -> {
			ReactiveDatabase database = store.context().getBean(ReactiveDatabase.class);
			Mono<String> read = shop.cacheable(1);
			TransactionalOperator.create(database)
				.execute((status) -> database.write(1, "Dirty").then(read).doOnNext((name) -> {
					assertThat(name).isEqualTo("Dirty");
					status.setRollbackOnly();
				}))
				.blockLast();
			assertThat(store.holds("Dirty")).isFalse();
			assertThat(read.block()).isEqualTo("Chair");
		});
	}

	/**
	 * Spring subscribes to these methods itself, without the context of the subscriber.
	 */
	@ParameterizedTest
	@MethodSource("waysOutside")
	void whatSpringLoadsOutsideTheTransactionSeesWhatIsCommitted(ReactiveWay way) {
		open((store, shop) -> {
			ReactiveDatabase database = store.context().getBean(ReactiveDatabase.class);
			TransactionalOperator.create(database)
				.execute((status) -> database.write(1, "Dirty")
					.then(Mono.defer(() -> way.read(shop, 1)))
					.doOnNext((name) -> assertThat(name).isEqualTo("Chair"))
					.doOnNext((name) -> status.setRollbackOnly()))
				.blockLast();
			assertThat(store.holds("Dirty")).isFalse();
			assertThat(way.read(shop, 1).block()).isEqualTo("Chair");
		});
	}

	@Test
	void invalidationsFollowTheCommit() {
		open((store, shop) -> {
			ReactiveDatabase database = store.context().getBean(ReactiveDatabase.class);
			TransactionalOperator operator = TransactionalOperator.create(database);
			shop.cacheable(1).block();
			shop.regionCached(1).block();
			Mono<String> reads = Mono.zip(shop.cacheable(1), shop.regionCached(1), (one, other) -> one + "," + other);
			operator.execute((status) -> database.write(1, "Dirty")
				.then(shop.evict(1))
				.then(shop.invalidate(1))
				.then(reads)
				.doOnNext((names) -> {
					assertThat(names).isEqualTo("Dirty,Dirty");
					assertThat(store.<String>elsewhere(reads::block)).isEqualTo("Chair,Chair");
					status.setRollbackOnly();
				})).blockLast();
			assertThat(reads.block()).isEqualTo("Chair,Chair");
			assertThat(shop.loads()).as("nothing was invalidated").isEqualTo(4);
			database.write(1, "Stool").then(shop.evict(1)).then(shop.invalidate(1)).as(operator::transactional).block();
			assertThat(reads.block()).isEqualTo("Stool,Stool");
		});
	}

	@Test
	void aTransactionOfItsOwnKeepsApart() {
		open((store, shop) -> {
			ReactiveDatabase database = store.context().getBean(ReactiveDatabase.class);
			DefaultTransactionDefinition requiresNew = new DefaultTransactionDefinition(
					TransactionDefinition.PROPAGATION_REQUIRES_NEW);
			TransactionalOperator own = TransactionalOperator.create(database, requiresNew);
			shop.regionCached(1).block();
			shop.regionCached(2).block();
			TransactionalOperator.create(database)
				.execute((status) -> database.write(1, "Dirty")
					.then(shop.invalidate(1))
					.then(database.write(2, "Desk").then(shop.invalidate(2)).as(own::transactional))
					.then(Mono.zip(shop.regionCached(1), shop.regionCached(2)))
					.doOnNext((both) -> {
						assertThat(both.getT1()).isEqualTo("Dirty");
						assertThat(both.getT2()).isEqualTo("Desk");
						status.setRollbackOnly();
					}))
				.blockLast();
			assertThat(shop.regionCached(1).block()).isEqualTo("Chair");
			assertThat(shop.regionCached(2).block()).isEqualTo("Desk");
			assertThat(store.holds("Dirty")).isFalse();
		});
	}

	@Test
	void aReadOnlyTransactionHitsAndStoresNothing() {
		open((store, shop) -> {
			DefaultTransactionDefinition readOnly = new DefaultTransactionDefinition();
			readOnly.setReadOnly(true);
			TransactionalOperator operator = TransactionalOperator
				.create(store.context().getBean(ReactiveDatabase.class), readOnly);
			assertThat(operator.transactional(shop.regionCached(1)).block()).isEqualTo("Chair");
			assertThat(store.holds("Chair")).isFalse();
			shop.regionCached(1).block();
			operator.transactional(shop.regionCached(1)).block();
			assertThat(shop.loads()).isEqualTo(2);
		});
	}

	private static void open(BiConsumer<Store, ReactiveShop> test) {
		Store.runner(redis)
			.withBean(ReactiveDatabase.class)
			.withBean(ReactiveShop.class)
			.run((context) -> test.accept(Store.of(context, redis), context.getBean(ReactiveShop.class)));
	}

	interface ReactiveWay {

		Mono<String> read(ReactiveShop shop, long id);

	}

	static class ReactiveShop {

		private final ReactiveDatabase database;

		private final AtomicInteger loads = new AtomicInteger();

		ReactiveShop(ReactiveDatabase database) {
			this.database = database;
		}

		int loads() {
			return this.loads.get();
		}

		private Mono<String> load(long id) {
			return this.database.read(id).doOnSubscribe((subscription) -> this.loads.incrementAndGet());
		}

		@RegionCached(cacheNames = "regionCached", key = "#id")
		public Mono<String> regionCached(long id) {
			return load(id);
		}

		@RegionCached(cacheNames = "flux", key = "#id")
		public Flux<String> flux(long id) {
			return load(id).flux();
		}

		@RegionPut(cacheNames = "regionPut", key = "#id")
		public Mono<String> regionPut(long id) {
			return load(id);
		}

		@Cacheable("cacheable")
		public Mono<String> cacheable(long id) {
			return load(id);
		}

		@Cacheable(cacheNames = "cacheableByManager", cacheManager = "regionCacheManager")
		public Mono<String> cacheableByManager(long id) {
			return load(id);
		}

		@Cacheable("cacheableFlux")
		public Flux<String> plainFlux(long id) {
			return load(id).flux();
		}

		@Cacheable(cacheNames = "cacheableSync", sync = true)
		public Mono<String> cacheableSync(long id) {
			return load(id);
		}

		@CachePut("cachePut")
		public Mono<String> cachePut(long id) {
			return load(id);
		}

		@CacheEvict("cacheable")
		public Mono<Void> evict(long id) {
			return Mono.empty();
		}

		@Invalidates(cacheNames = "regionCached", key = "#id")
		public Mono<Void> invalidate(long id) {
			return Mono.empty();
		}

	}

}
