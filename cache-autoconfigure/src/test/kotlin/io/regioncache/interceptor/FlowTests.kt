package io.regioncache.interceptor

import io.regioncache.annotation.Invalidates
import io.regioncache.annotation.RegionCached
import io.regioncache.annotation.RegionPut
import io.regioncache.testkit.RedisExtension
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.flow.take
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import org.assertj.core.api.Assertions.assertThat
import org.awaitility.Awaitility.await
import org.junit.jupiter.api.extension.RegisterExtension
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.ValueSource
import java.io.IOException
import java.util.concurrent.atomic.AtomicInteger

/**
 * What annotated functions that return a flow do to the caches of a region, behind proxies of both kinds.
 */
class FlowTests {

	@RegisterExtension
	private val caches = RegionCaches(redis)

	@ParameterizedTest
	@ValueSource(booleans = [true, false])
	fun aFlowIsCachedAsAListAndReplayed(targetClass: Boolean) = run(targetClass) { shop ->
		val items = shop.items(2)
		assertThat(shop.loads()).isZero()
		assertThat(items.toList()).containsExactly(Item(0, 1), Item(1, 1))
		assertThat(items.toList()).containsExactly(Item(0, 1), Item(1, 1))
		assertThat(shop.items(2).first()).isEqualTo(Item(0, 1))
		assertThat(shop.items(0).toList()).isEmpty()
		assertThat(shop.items(0).toList()).isEmpty()
		assertThat(shop.loads()).isEqualTo(2)
	}

	@ParameterizedTest
	@ValueSource(booleans = [true, false])
	fun aFlowThatBypassesTheCacheIsNotCollected(targetClass: Boolean) = run(targetClass) { shop ->
		assertThat(shop.items(-1).take(3).toList()).hasSize(3)
	}

	@ParameterizedTest
	@ValueSource(booleans = [true, false])
	fun aSuspendingFunctionMayReturnAFlow(targetClass: Boolean) = run(targetClass) { shop ->
		assertThat(shop.later(2).toList()).containsExactly(Item(0, 1), Item(1, 1))
		assertThat(shop.later(2).toList()).containsExactly(Item(0, 1), Item(1, 1))
		shop.changeAll().toList()
		assertThat(shop.later(1).toList()).containsExactly(Item(0, 2))
	}

	@ParameterizedTest
	@ValueSource(booleans = [true, false])
	fun anInvalidationFollowsTheLastElement(targetClass: Boolean) = run(targetClass) { shop ->
		shop.items(1).toList()
		val changes = shop.changeAll()
		assertThat(shop.items(1).toList()).containsExactly(Item(0, 1))
		assertThat(changes.toList()).containsExactly("changed")
		assertThat(shop.items(1).toList()).containsExactly(Item(0, 2))
	}

	@ParameterizedTest
	@ValueSource(booleans = [true, false])
	fun anInvalidationFollowsAFlowThatFails(targetClass: Boolean) = run(targetClass) { shop ->
		shop.items(1).toList()
		assertThat(runCatching { shop.failing().toList() }.exceptionOrNull()).isInstanceOf(IOException::class.java)
		assertThat(shop.items(1).toList()).containsExactly(Item(0, 2))
	}

	@ParameterizedTest
	@ValueSource(booleans = [true, false])
	fun anInvalidationFollowsAFlowWhoseCollectorIsCanceled(targetClass: Boolean) = run(targetClass) { shop ->
		val changes = listOf<suspend (CompletableDeferred<Unit>, CompletableDeferred<Unit>) -> Flow<String>>(
			{ begun, proceed -> shop.changeGated(begun, proceed) },
			{ begun, proceed -> shop.changeGatedLater(begun, proceed) }
		)
		for (change in changes) {
			val version = shop.items(1).toList().single().version
			val begun = CompletableDeferred<Unit>()
			val proceed = CompletableDeferred<Unit>()
			val collector = CoroutineScope(Dispatchers.Default).launch { change(begun, proceed).toList() }
			begun.await()
			collector.cancelAndJoin()
			assertThat(shop.items(1).toList()).containsExactly(Item(0, version))
			proceed.complete(Unit)
			await().untilAsserted {
				assertThat(runBlocking { shop.items(1).toList() }).containsExactly(Item(0, version + 1))
			}
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = [true, false])
	fun anInvalidationFollowsAFlowOfWhichOneElementIsTaken(targetClass: Boolean) = run(targetClass) { shop ->
		shop.items(1).toList()
		assertThat(shop.changeAll().first()).isEqualTo("changed")
		assertThat(shop.items(1).toList()).containsExactly(Item(0, 2))
	}

	@ParameterizedTest
	@ValueSource(booleans = [true, false])
	fun aDefaultParameterIsPartOfTheKey(targetClass: Boolean) = run(targetClass) { shop ->
		assertThat(shop.page().toList()).containsExactly(Item(0, 1), Item(1, 1))
		assertThat(shop.page(2).toList()).containsExactly(Item(0, 1), Item(1, 1))
		assertThat(shop.page(1).toList()).containsExactly(Item(0, 2))
		shop.dropPage().toList()
		assertThat(shop.page(2).toList()).containsExactly(Item(0, 3), Item(1, 3))
		assertThat(shop.page(1).toList()).containsExactly(Item(0, 2))
	}

	@ParameterizedTest
	@ValueSource(booleans = [true, false])
	fun aPutHoldsAllElements(targetClass: Boolean) = run(targetClass) { shop ->
		assertThat(shop.put(2).toList()).hasSize(2)
		assertThat(shop.items(2).toList()).containsExactly(Item(0, 1), Item(1, 1))
		assertThat(shop.loads()).isOne()
	}

	private fun run(targetClass: Boolean, test: suspend (Shop) -> Unit) {
		this.caches.runner()
			.withPropertyValues("spring.aop.proxy-target-class=$targetClass")
			.withBean("shop", SimpleShop::class.java)
			.run { context -> runBlocking { test(context.getBean(Shop::class.java)) } }
	}

	companion object {

		@JvmField
		@RegisterExtension
		val redis: RedisExtension = RedisExtension.shared()

	}

	data class Item(val id: Long, val version: Int)

	interface Shop {

		fun loads(): Int

		fun items(count: Int): Flow<Item>

		suspend fun later(count: Int): Flow<Item>

		fun changeAll(): Flow<String>

		fun failing(): Flow<String>

		fun put(count: Int): Flow<Item>

		fun changeGated(begun: CompletableDeferred<Unit>, proceed: CompletableDeferred<Unit>): Flow<String>

		suspend fun changeGatedLater(begun: CompletableDeferred<Unit>, proceed: CompletableDeferred<Unit>): Flow<String>

		@RegionCached("pages")
		fun page(size: Int = 2): Flow<Item>

		@Invalidates(cacheNames = ["pages"])
		fun dropPage(size: Int = 2): Flow<String>

	}

	open class SimpleShop : Shop {

		private val loads = AtomicInteger()

		override fun loads() = this.loads.get()

		private fun load(count: Int) = flow {
			val version = loads.incrementAndGet()
			repeat(count) {
				delay(1)
				emit(Item(it.toLong(), version))
			}
		}

		@RegionCached(cacheNames = ["items"], key = "#count", tags = ["items"], condition = "#count >= 0")
		override fun items(count: Int): Flow<Item> = if (count < 0) load(1_000_000) else load(count)

		@RegionCached(cacheNames = ["later"], tags = ["items"])
		override suspend fun later(count: Int): Flow<Item> {
			delay(1)
			return load(count)
		}

		@Invalidates(tags = ["items"])
		override fun changeAll(): Flow<String> = flow {
			delay(1)
			emit("changed")
		}

		@Invalidates(tags = ["items"])
		override fun failing(): Flow<String> = flow {
			emit("changed")
			throw IOException("no")
		}

		@Invalidates(tags = ["items"])
		override fun changeGated(begun: CompletableDeferred<Unit>, proceed: CompletableDeferred<Unit>): Flow<String> = flow {
			begun.complete(Unit)
			proceed.await()
			emit("changed")
		}

		@Invalidates(tags = ["items"])
		override suspend fun changeGatedLater(
			begun: CompletableDeferred<Unit>, proceed: CompletableDeferred<Unit>
		): Flow<String> {
			delay(1)
			return changeGated(begun, proceed)
		}

		override fun page(size: Int) = load(size)

		override fun dropPage(size: Int): Flow<String> = flow { emit("dropped") }

		@RegionPut(cacheNames = ["items"], key = "#count")
		override fun put(count: Int): Flow<Item> = load(count)

	}

}
