package io.regioncache.transaction

import io.regioncache.annotation.Invalidates
import io.regioncache.annotation.RegionCached
import io.regioncache.testkit.RedisExtension
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.launch
import kotlinx.coroutines.reactor.awaitSingle
import kotlinx.coroutines.reactor.awaitSingleOrNull
import kotlinx.coroutines.runBlocking
import org.assertj.core.api.Assertions.assertThat
import org.awaitility.Awaitility.await
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.extension.RegisterExtension
import org.springframework.cache.annotation.CacheEvict
import org.springframework.cache.annotation.Cacheable
import org.springframework.transaction.annotation.Transactional
import org.springframework.transaction.reactive.TransactionalOperator
import org.springframework.transaction.reactive.executeAndAwait
import java.util.concurrent.atomic.AtomicInteger

/**
 * What suspending functions do to the caches in reactive transactions.
 */
class SuspendingTransactionTests {

	@Test
	fun whatIsNotCommittedIsNotStoredAndInvalidationsFollowTheCommit() = open { database, shop ->
		val operator = TransactionalOperator.create(database)
		assertThat(shop.cached(1) + shop.plain(1)).isEqualTo("ChairChair")
		operator.executeAndAwait { status ->
			shop.rename(1, "Dirty")
			assertThat(shop.cached(1) + shop.plain(1)).isEqualTo("DirtyDirty")
			assertThat(elsewhere { shop.cached(1) + shop.plain(1) }).isEqualTo("ChairChair")
			status.setRollbackOnly()
		}
		assertThat(shop.cached(1) + shop.plain(1)).isEqualTo("ChairChair")
		assertThat(shop.loads()).describedAs("nothing was invalidated").isEqualTo(4)
		operator.executeAndAwait { shop.rename(1, "Stool") }
		assertThat(shop.cached(1) + shop.plain(1)).isEqualTo("StoolStool")
	}

	@Test
	fun aFunctionWithATransactionOfItsOwnInvalidatesWhatItHasCommitted() = open { _, shop ->
		assertThat(shop.cached(1)).isEqualTo("Chair")
		shop.renameAndCommit(1, "Stool")
		assertThat(shop.cached(1)).isEqualTo("Stool")
	}

	@Test
	fun aFunctionThatIsCanceledInItsTransactionLeavesNothingOld() = open { database, shop ->
		assertThat(shop.cached(1)).isEqualTo("Chair")
		val begun = CompletableDeferred<Unit>()
		val rename = CoroutineScope(Dispatchers.Default).launch { shop.renameAndWait(1, "Dirty", begun) }
		begun.await()
		rename.cancelAndJoin()
		await().untilAsserted {
			runBlocking { shop.cached(1) }
			assertThat(shop.loads()).isEqualTo(2)
		}
		assertThat(database.name(1)).isEqualTo("Chair")
		assertThat(shop.cached(1)).isEqualTo("Chair")
	}

	private fun elsewhere(call: suspend () -> String): String {
		var seen = ""
		val thread = Thread { seen = runBlocking { call() } }
		thread.start()
		thread.join()
		return seen
	}

	private fun open(test: suspend (ReactiveDatabase, Shop) -> Unit) {
		Store.runner(redis)
			.withBean(ReactiveDatabase::class.java)
			.withBean(Shop::class.java)
			.run { context ->
				runBlocking { test(context.getBean(ReactiveDatabase::class.java), context.getBean(Shop::class.java)) }
			}
	}

	companion object {

		@JvmField
		@RegisterExtension
		val redis: RedisExtension = RedisExtension.shared()

	}

	internal open class Shop(private val database: ReactiveDatabase) {

		private val loads = AtomicInteger()

		open fun loads() = this.loads.get()

		@RegionCached(cacheNames = ["cached"], key = "#id", tags = ["item:#{#id}"])
		open suspend fun cached(id: Long): String = load(id)

		@Cacheable(cacheNames = ["plain"], key = "#p0")
		open suspend fun plain(id: Long): String = load(id)

		private suspend fun load(id: Long): String {
			this.loads.incrementAndGet()
			return this.database.read(id).awaitSingle()
		}

		@Invalidates(tags = ["item:#{#id}"])
		@CacheEvict(cacheNames = ["plain"], key = "#p0")
		open suspend fun rename(id: Long, name: String) {
			this.database.write(id, name).awaitSingleOrNull()
		}

		@Transactional("reactiveDatabase")
		@Invalidates(tags = ["item:#{#id}"])
		open suspend fun renameAndCommit(id: Long, name: String) {
			this.database.write(id, name).awaitSingleOrNull()
		}

		@Transactional("reactiveDatabase")
		@Invalidates(tags = ["item:#{#id}"])
		open suspend fun renameAndWait(id: Long, name: String, begun: CompletableDeferred<Unit>) {
			this.database.write(id, name).awaitSingleOrNull()
			begun.complete(Unit)
			awaitCancellation()
		}

	}

}
