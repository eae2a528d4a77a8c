package io.regioncache.interceptor

import io.regioncache.autoconfigure.interceptor.RegionAnnotationsAutoConfiguration
import io.regioncache.autoconfigure.cache.RegionCacheAutoConfiguration
import io.regioncache.autoconfigure.transaction.RegionTransactionsAutoConfiguration
import io.regioncache.autoconfigure.region.RegionsAutoConfiguration
import io.regioncache.testkit.RedisExtension
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withContext
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.extension.RegisterExtension
import org.springframework.boot.autoconfigure.AutoConfigurations
import org.springframework.boot.test.context.runner.ApplicationContextRunner
import org.springframework.cache.annotation.CacheEvict
import org.springframework.cache.annotation.CachePut
import org.springframework.cache.annotation.Cacheable
import org.springframework.cache.annotation.EnableCaching
import org.springframework.context.annotation.Configuration
import java.io.IOException
import java.util.concurrent.atomic.AtomicInteger

/**
 * What Spring's own annotations on suspending functions do to the caches of a region.
 */
class SuspendingSpringTests {

	@Test
	fun aResultIsCachedUnderTheArgumentsOfTheSource() = run { shop ->
		assertThat(shop.find(1, "a")).isEqualTo(Item(1, 1))
		assertThat(shop.find(1, "a")).isEqualTo(Item(1, 1))
		assertThat(shop.find(1, "b")).isEqualTo(Item(1, 2))
		assertThat(shop.nothing()).isNull()
		assertThat(shop.nothing()).isNull()
		assertThat(shop.loads()).isEqualTo(3)
	}

	@Test
	fun oneLoadServesAllThatWaitForIt() = run { shop ->
		val items = withContext(Dispatchers.Default) { (1..10).map { async { shop.synchronized(1) } }.awaitAll() }
		assertThat(items).containsOnly(Item(1, 1))
		assertThat(shop.synchronized(1)).isEqualTo(Item(1, 1))
	}

	@Test
	fun anEvictionFollowsTheBody() = run { shop ->
		shop.find(1, "a")
		val begun = CompletableDeferred<Unit>()
		val proceed = CompletableDeferred<Unit>()
		val evict = CoroutineScope(Dispatchers.Default).async { shop.evict(begun, proceed) }
		begun.await()
		assertThat(shop.find(1, "a")).isEqualTo(Item(1, 1))
		proceed.complete(Unit)
		evict.await()
		assertThat(shop.find(1, "a")).isEqualTo(Item(1, 2))
	}

	@Test
	fun aPutIsReadBack() = run { shop ->
		assertThat(shop.put(1)).isEqualTo(Item(1, 1))
		assertThat(shop.synchronized(1)).isEqualTo(Item(1, 1))
		assertThat(shop.loads()).isOne()
	}

	@Test
	fun aLoadThatAnInvalidationOvertakesIsNotServed() = run { shop ->
		val begun = CompletableDeferred<Unit>()
		val proceed = CompletableDeferred<Unit>()
		val load = CoroutineScope(Dispatchers.Default).async { shop.gated(begun, proceed) }
		begun.await()
		shop.evictGated()
		proceed.complete(Unit)
		assertThat(load.await()).isOne()
		assertThat(shop.gated(begun, proceed)).isEqualTo(2)
		assertThat(shop.gated(begun, proceed)).isEqualTo(2)
	}

	@Test
	fun aFailureIsItsOwn() = run { shop ->
		repeat(2) { assertThat(runCatching { shop.failing() }.exceptionOrNull()).isInstanceOf(IOException::class.java) }
		assertThat(shop.loads()).isEqualTo(2)
	}

	@Test
	fun aSuspendingFunctionMayReturnAFlow() = run { shop ->
		assertThat(shop.items(2).toList()).containsExactly(Item(0, 1), Item(1, 1))
		assertThat(shop.items(2).toList()).containsExactly(Item(0, 1), Item(1, 1))
	}

	private fun run(test: suspend (Shop) -> Unit) {
		ApplicationContextRunner()
			.withConfiguration(
				AutoConfigurations.of(
					RegionsAutoConfiguration::class.java, RegionCacheAutoConfiguration::class.java,
					RegionAnnotationsAutoConfiguration::class.java, RegionTransactionsAutoConfiguration::class.java
				)
			)
			.withUserConfiguration(Application::class.java)
			.withBean(Shop::class.java)
			.withPropertyValues(
				"regions.endpoints.here.url=" + redis.server().url(), "regions.command-timeout=2s",
				"regions.connect-timeout=10s"
			)
			.run { context -> runBlocking { test(context.getBean(Shop::class.java)) } }
	}

	companion object {

		@JvmField
		@RegisterExtension
		val redis: RedisExtension = RedisExtension.shared()

	}

	data class Item(val id: Long, val version: Int)

	@Configuration(proxyBeanMethods = false)
	@EnableCaching
	open class Application

	open class Shop {

		private val loads = AtomicInteger()

		open fun loads() = this.loads.get()

		private suspend fun load(id: Long): Item {
			delay(1)
			return Item(id, this.loads.incrementAndGet())
		}

		@Cacheable("items")
		open suspend fun find(id: Long, text: String) = load(id)

		@Cacheable("nothing")
		open suspend fun nothing(): Item? {
			load(1)
			return null
		}

		@Cacheable(cacheNames = ["synchronized"], sync = true)
		open suspend fun synchronized(id: Long): Item {
			delay(50)
			return load(id)
		}

		@CacheEvict(cacheNames = ["items"], allEntries = true)
		open suspend fun evict(begun: CompletableDeferred<Unit>, proceed: CompletableDeferred<Unit>) {
			begun.complete(Unit)
			proceed.await()
		}

		@CachePut("synchronized")
		open suspend fun put(id: Long) = load(id)

		@Cacheable(cacheNames = ["gated"], key = "'one'")
		open suspend fun gated(begun: CompletableDeferred<Unit>, proceed: CompletableDeferred<Unit>): Int {
			val version = load(1).version
			begun.complete(Unit)
			proceed.await()
			return version
		}

		@CacheEvict(cacheNames = ["gated"], key = "'one'")
		open suspend fun evictGated() = delay(1)

		@Cacheable("failing")
		open suspend fun failing(): Item {
			load(1)
			throw IOException("no")
		}

		@Cacheable("flows")
		open suspend fun items(count: Int): Flow<Item> {
			val version = load(1).version
			return flow { repeat(count) { emit(Item(it.toLong(), version)) } }
		}

	}

}
