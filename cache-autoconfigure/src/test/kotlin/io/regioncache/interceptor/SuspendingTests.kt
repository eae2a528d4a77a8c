package io.regioncache.interceptor

import io.regioncache.annotation.Invalidates
import io.regioncache.annotation.RegionCached
import io.regioncache.annotation.RegionPut
import io.regioncache.testkit.RedisExtension
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.delay
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withContext
import kotlinx.coroutines.withTimeout
import kotlinx.coroutines.yield
import org.assertj.core.api.Assertions.assertThat
import org.awaitility.Awaitility.await
import org.junit.jupiter.api.extension.RegisterExtension
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.ValueSource
import org.springframework.aop.support.AopUtils
import java.io.IOException
import java.util.concurrent.ConcurrentHashMap
import java.util.concurrent.atomic.AtomicInteger

/**
 * What annotated suspending functions do to the caches of a region, behind proxies of both kinds.
 */
class SuspendingTests {

	@RegisterExtension
	private val caches = RegionCaches(redis)

	@ParameterizedTest
	@ValueSource(booleans = [true, false])
	fun aResultIsCached(targetClass: Boolean) = run(targetClass) { shop ->
		val item = shop.find(1)
		assertThat(item).isEqualTo(Item(1, "Chair"))
		assertThat(shop.find(1)).isEqualTo(item)
		assertThat(shop.loads()).isOne()
	}

	@ParameterizedTest
	@ValueSource(booleans = [true, false])
	fun withoutAKeyAllArgumentsAreTheKeyAndNoContinuation(targetClass: Boolean) = run(targetClass) { shop ->
		assertThat(shop.translate("a")).isEqualTo("a in en, 1")
		assertThat(shop.translate("a", "en")).isEqualTo("a in en, 1")
		assertThat(withContext(Dispatchers.IO) { shop.translate("a") }).isEqualTo("a in en, 1")
		assertThat(shop.translate("a", "fr")).isEqualTo("a in fr, 2")
		assertThat(shop.constant()).isEqualTo(3)
		assertThat(shop.constant()).isEqualTo(3)
	}

	@ParameterizedTest
	@ValueSource(booleans = [true, false])
	fun expressionsSeeTheArgumentsOfTheSource(targetClass: Boolean) = run(targetClass) { shop ->
		assertThat(shop.described(1, "x")).isEqualTo(1)
		assertThat(shop.described(1, "x")).isEqualTo(1)
		assertThat(caches.manager().getCache("described").get("described:2:x")).isNotNull()
	}

	@ParameterizedTest
	@ValueSource(booleans = [true, false])
	fun nullAndListsAreCached(targetClass: Boolean) = run(targetClass) { shop ->
		assertThat(shop.findOrNull(7)).isNull()
		assertThat(shop.findOrNull(7)).isNull()
		assertThat(shop.loads()).isOne()
		assertThat(shop.list(2)).isEqualTo(listOf(Item(0, "Chair"), Item(1, "Chair")))
		assertThat(shop.list(2)).isEqualTo(listOf(Item(0, "Chair"), Item(1, "Chair")))
		assertThat(shop.loads()).isEqualTo(2)
	}

	@ParameterizedTest
	@ValueSource(booleans = [true, false])
	fun aValueClassIsAKey(targetClass: Boolean) = run(targetClass) { shop ->
		assertThat(shop.price(Sku("a"))).isEqualTo(1)
		assertThat(shop.price(Sku("a"))).isEqualTo(1)
		assertThat(shop.price(Sku("b"))).isEqualTo(2)
		shop.reprice(Sku("a"))
		assertThat(shop.price(Sku("a"))).isEqualTo(3)
	}

	@ParameterizedTest
	@ValueSource(booleans = [true, false])
	fun aFailureIsItsOwnAndIsNotCached(targetClass: Boolean) = run(targetClass) { shop ->
		repeat(2) { assertThat(runCatching { shop.failing() }.exceptionOrNull()).isInstanceOf(IOException::class.java) }
		assertThat(shop.loads()).isEqualTo(2)
	}

	@ParameterizedTest
	@ValueSource(booleans = [true, false])
	fun manyCallersShareOneLoad(targetClass: Boolean) = run(targetClass) { shop ->
		val items = withContext(Dispatchers.Default) { (1..20).map { async { shop.slow(1) } }.awaitAll() }
		assertThat(items).containsOnly(Item(1, "Chair"))
		assertThat(shop.loads()).isOne()
	}

	@ParameterizedTest
	@ValueSource(booleans = [true, false])
	fun anInvalidationFollowsTheBody(targetClass: Boolean) = run(targetClass) { shop ->
		shop.find(1)
		val begun = CompletableDeferred<Unit>()
		val proceed = CompletableDeferred<Unit>()
		val rename = CoroutineScope(Dispatchers.Default).async { shop.rename(1, "Stool", begun, proceed) }
		begun.await()
		assertThat(shop.find(1).name).isEqualTo("Chair")
		proceed.complete(Unit)
		assertThat(rename.await()).isEqualTo("Stool")
		assertThat(shop.find(1).name).isEqualTo("Stool")
	}

	@ParameterizedTest
	@ValueSource(booleans = [true, false])
	fun aFunctionOfTypeUnitInvalidates(targetClass: Boolean) = run(targetClass) { shop ->
		shop.find(1)
		shop.change(1, "Stool")
		assertThat(shop.find(1).name).isEqualTo("Stool")
	}

	@ParameterizedTest
	@ValueSource(booleans = [true, false])
	fun aPutIsReadBackAndItsResultIsTheBareValue(targetClass: Boolean) = run(targetClass) { shop ->
		assertThat(shop.save(Item(3, "Shelf"))).isEqualTo(Item(3, "Shelf"))
		assertThat(shop.find(3)).isEqualTo(Item(3, "Shelf"))
		assertThat(shop.loads()).isZero()
	}

	@ParameterizedTest
	@ValueSource(booleans = [true, false])
	fun anInvalidationFollowsABodyThatFails(targetClass: Boolean) = run(targetClass) { shop ->
		shop.find(1)
		assertThat(runCatching { shop.renameAndFail(1, "Stool") }.exceptionOrNull()).isInstanceOf(IOException::class.java)
		assertThat(shop.find(1).name).isEqualTo("Stool")
	}

	@ParameterizedTest
	@ValueSource(booleans = [true, false])
	fun anInvalidationFollowsABodyThatTimesOut(targetClass: Boolean) = run(targetClass) { shop ->
		shop.find(1)
		assertThat(runCatching { shop.renameAndTimeOut(1, "Stool") }.isFailure).isTrue()
		assertThat(shop.find(1).name).isEqualTo("Stool")
	}

	@ParameterizedTest
	@ValueSource(booleans = [true, false])
	fun anInvalidationFollowsABodyThatIsCanceled(targetClass: Boolean) = run(targetClass) { shop ->
		shop.find(1)
		val begun = CompletableDeferred<Unit>()
		val rename = CoroutineScope(Dispatchers.Default).launch { shop.renameAndWait(1, "Stool", begun) }
		begun.await()
		assertThat(shop.find(1).name).isEqualTo("Chair")
		rename.cancelAndJoin()
		awaitName(shop, "Stool")
	}

	@ParameterizedTest
	@ValueSource(booleans = [true, false])
	fun anInvalidationFollowsABodyThatGoesOnAfterItWasCanceled(targetClass: Boolean) = run(targetClass) { shop ->
		shop.find(1)
		val begun = CompletableDeferred<Unit>()
		val proceed = CompletableDeferred<Unit>()
		val rename = CoroutineScope(Dispatchers.Default).launch { shop.renameInTheEnd(1, "Stool", begun, proceed) }
		begun.await()
		rename.cancelAndJoin()
		// Until it has written, whatever is invalidated is loaded again as it was.
		delay(100)
		assertThat(shop.find(1).name).isEqualTo("Chair")
		assertThat(shop.loads()).isOne()
		proceed.complete(Unit)
		awaitName(shop, "Stool")
	}

	@ParameterizedTest
	@ValueSource(booleans = [true, false])
	fun anInvalidationFollowsACallInsideThatGoesOnAfterItWasCanceled(targetClass: Boolean) = run(targetClass) { shop ->
		shop.find(1)
		val begun = CompletableDeferred<Unit>()
		val proceed = CompletableDeferred<Unit>()
		val rename = CoroutineScope(Dispatchers.Default).launch {
			shop.renameThrough(1) { shop.renameOther(1, "Stool", begun, proceed) }
		}
		begun.await()
		rename.cancelAndJoin()
		delay(100)
		assertThat(shop.find(1).name).isEqualTo("Chair")
		proceed.complete(Unit)
		awaitName(shop, "Stool")
	}

	@ParameterizedTest
	@ValueSource(booleans = [true, false])
	fun aCanceledCallerLeavesTheLoadToTheOthers(targetClass: Boolean) = run(targetClass) { shop ->
		val begun = CompletableDeferred<Unit>()
		val proceed = CompletableDeferred<Unit>()
		val first = CoroutineScope(Dispatchers.Default).launch { shop.gated(1, begun, proceed) }
		begun.await()
		val second = CoroutineScope(Dispatchers.Default).async { shop.gated(1, begun, proceed) }
		first.cancelAndJoin()
		proceed.complete(Unit)
		assertThat(second.await()).isEqualTo(Item(1, "Chair"))
		assertThat(shop.loads()).isOne()
	}

	private fun awaitName(shop: Shop, name: String) =
		await().untilAsserted { assertThat(runBlocking { shop.find(1) }.name).isEqualTo(name) }

	private fun run(targetClass: Boolean, test: suspend (Shop) -> Unit) {
		this.caches.runner()
			.withPropertyValues("spring.aop.proxy-target-class=$targetClass")
			.withBean("shop", SimpleShop::class.java)
			.run { context ->
				val shop = context.getBean(Shop::class.java)
				assertThat(AopUtils.isCglibProxy(shop)).isEqualTo(targetClass)
				runBlocking { test(shop) }
			}
	}

	companion object {

		@JvmField
		@RegisterExtension
		val redis: RedisExtension = RedisExtension.shared()

	}

	data class Item(val id: Long, val name: String)

	@JvmInline
	value class Sku(val text: String)

	interface Shop {

		suspend fun price(sku: Sku): Int

		suspend fun reprice(sku: Sku)

		fun loads(): Int

		suspend fun find(id: Long): Item

		suspend fun slow(id: Long): Item

		suspend fun gated(id: Long, begun: CompletableDeferred<Unit>, proceed: CompletableDeferred<Unit>): Item

		@RegionCached("texts")
		suspend fun translate(text: String, language: String = "en"): String

		@RegionCached("constants")
		suspend fun constant(): Int

		@RegionCached(cacheNames = ["described"], key = "#root.methodName + ':' + #root.args.length + ':' + #p1")
		suspend fun described(id: Long, text: String): Int

		suspend fun findOrNull(id: Long): Item?

		suspend fun list(count: Int): List<Item>

		suspend fun failing(): Item

		suspend fun rename(id: Long, name: String, begun: CompletableDeferred<Unit>, proceed: CompletableDeferred<Unit>): String

		suspend fun change(id: Long, name: String)

		suspend fun save(item: Item): Item

		suspend fun renameAndFail(id: Long, name: String)

		suspend fun renameAndTimeOut(id: Long, name: String)

		suspend fun renameAndWait(id: Long, name: String, begun: CompletableDeferred<Unit>)

		suspend fun renameInTheEnd(id: Long, name: String, begun: CompletableDeferred<Unit>, proceed: CompletableDeferred<Unit>)

		suspend fun renameThrough(id: Long, body: suspend () -> Unit)

		suspend fun renameOther(id: Long, name: String, begun: CompletableDeferred<Unit>, proceed: CompletableDeferred<Unit>)

	}

	open class SimpleShop : Shop {

		private val loads = AtomicInteger()

		private val names = ConcurrentHashMap<Long, String>()

		private suspend fun load(id: Long): Item {
			this.loads.incrementAndGet()
			yield()
			return Item(id, this.names.getOrDefault(id, "Chair"))
		}

		override fun loads() = this.loads.get()

		@RegionCached(cacheNames = ["prices"], key = "#sku")
		override suspend fun price(sku: Sku) = constant()

		@Invalidates(cacheNames = ["prices"], key = "#sku")
		override suspend fun reprice(sku: Sku) = yield()

		@RegionCached(cacheNames = ["items"], key = "#id", tags = ["item:#{#result.id}"])
		override suspend fun find(id: Long) = load(id)

		@RegionCached(cacheNames = ["slow"])
		override suspend fun slow(id: Long): Item {
			delay(100)
			return load(id)
		}

		@RegionCached(cacheNames = ["gated"], key = "#id")
		override suspend fun gated(id: Long, begun: CompletableDeferred<Unit>, proceed: CompletableDeferred<Unit>): Item {
			begun.complete(Unit)
			proceed.await()
			return load(id)
		}

		override suspend fun translate(text: String, language: String) = "$text in $language, ${constant()}"

		override suspend fun constant() = this.loads.incrementAndGet()

		override suspend fun described(id: Long, text: String) = constant()

		@RegionCached(cacheNames = ["maybe"])
		override suspend fun findOrNull(id: Long): Item? {
			constant()
			return null
		}

		@RegionCached(cacheNames = ["lists"])
		override suspend fun list(count: Int): List<Item> {
			constant()
			return (0 until count).map { Item(it.toLong(), "Chair") }
		}

		@RegionCached(cacheNames = ["failing"])
		override suspend fun failing(): Item {
			constant()
			yield()
			throw IOException("no")
		}

		@Invalidates(tags = ["item:#{#id}"], condition = "#result == 'Stool'")
		override suspend fun rename(
			id: Long, name: String, begun: CompletableDeferred<Unit>, proceed: CompletableDeferred<Unit>
		): String {
			begun.complete(Unit)
			proceed.await()
			this.names[id] = name
			return name
		}

		@Invalidates(tags = ["item:#{#id}"])
		override suspend fun change(id: Long, name: String) {
			yield()
			this.names[id] = name
		}

		@RegionPut(cacheNames = ["items"], key = "#result.id")
		override suspend fun save(item: Item): Item {
			yield()
			return item
		}

		@Invalidates(tags = ["item:#{#id}"])
		override suspend fun renameAndFail(id: Long, name: String) {
			change(id, name)
			throw IOException("too late")
		}

		@Invalidates(tags = ["item:#{#id}"])
		override suspend fun renameAndTimeOut(id: Long, name: String) {
			change(id, name)
			withTimeout(50) { awaitCancellation() }
		}

		@Invalidates(tags = ["item:#{#id}"])
		override suspend fun renameAndWait(id: Long, name: String, begun: CompletableDeferred<Unit>) {
			change(id, name)
			begun.complete(Unit)
			awaitCancellation()
		}

		@Invalidates(tags = ["item:#{#id}"])
		override suspend fun renameInTheEnd(
			id: Long, name: String, begun: CompletableDeferred<Unit>, proceed: CompletableDeferred<Unit>
		) = withContext(NonCancellable) {
			begun.complete(Unit)
			proceed.await()
			change(id, name)
		}

		@Invalidates(tags = ["item:#{#id}"])
		override suspend fun renameThrough(id: Long, body: suspend () -> Unit) = body()

		@Invalidates(tags = ["unrelated"])
		override suspend fun renameOther(
			id: Long, name: String, begun: CompletableDeferred<Unit>, proceed: CompletableDeferred<Unit>
		) = renameInTheEnd(id, name, begun, proceed)

	}

}
