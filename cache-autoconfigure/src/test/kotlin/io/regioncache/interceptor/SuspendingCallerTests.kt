package io.regioncache.interceptor

import io.regioncache.annotation.Invalidates
import io.regioncache.annotation.RegionCached
import io.regioncache.annotation.Vary
import io.regioncache.caller.CallerAttribute
import io.regioncache.caller.CallerContext
import io.regioncache.consistency.ConsistencyContext
import io.regioncache.consistency.ConsistencyToken
import io.regioncache.testkit.RedisExtension
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.asContextElement
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.flow.single
import kotlinx.coroutines.reactor.ReactorContext
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withContext
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.extension.RegisterExtension
import reactor.util.context.Context
import java.util.concurrent.atomic.AtomicInteger

/**
 * Suspending functions know for whom they run, on whatever thread they go on.
 */
class SuspendingCallerTests {

	@RegisterExtension
	private val caches = RegionCaches(redis)

	@Test
	fun aWriteIsThatOfTheCallerOfTheThread() = run { shop ->
		val context = ConsistencyContext()
		ConsistencyContext.bind(context).use { runBlocking { shop.change() } }
		assertThat(context.token().positions()).hasSize(1)
	}

	@Test
	fun aWriteIsThatOfTheCallerInTheReactorContext() = run { shop ->
		val context = ConsistencyContext()
		runBlocking { withContext(Dispatchers.IO + reactor(context)) { shop.change() } }
		assertThat(context.token().positions()).hasSize(1)
		runBlocking { withContext(Dispatchers.IO + reactor(context)) { shop.changes().single() } }
		assertThat(context.token().positions()).hasSize(1)
	}

	@Test
	fun aBodyKnowsTheCallerOnEachOfItsThreads() = run { shop ->
		val context = ConsistencyContext()
		val seen = runBlocking {
			withContext(Dispatchers.Default + reactor(context)) {
				shop.change()
				listOf(shop.load(1), shop.flow(2).single())
			}
		}
		val token = context.token().toString()
		assertThat(seen).containsExactly("$token $token", token)
	}

	@Test
	fun anEntryVariesByTheCaller() = run { shop ->
		val tenant = ThreadLocal<String>()
		TENANT.set(tenant)
		fun find(name: String) = runBlocking { withContext(Dispatchers.Default + tenant.asContextElement(name)) { shop.own() } }
		assertThat(find("acme")).isEqualTo("acme acme 1")
		assertThat(find("acme")).isEqualTo("acme acme 1")
		assertThat(find("other")).isEqualTo("other other 2")
	}

	@Test
	fun anEntryVariesByWhatARequestTells() = run { shop ->
		fun find(channel: String) = runBlocking {
			withContext(ReactorContext(Context.of(CallerContext::class.java, CallerContext(mapOf("CHANNEL" to channel), null, null)))) {
				shop.offer()
			}
		}
		assertThat(find("app")).isEqualTo("1")
		assertThat(find("app")).isEqualTo("1")
		assertThat(find("web")).isEqualTo("2")
	}

	private fun reactor(context: ConsistencyContext) =
		ReactorContext(Context.of(ConsistencyContext::class.java, context))

	private fun run(test: (Shop) -> Unit) {
		this.caches.runner()
			.withBean(Shop::class.java)
			.withBean(CallerAttribute::class.java, { CallerAttribute.of(Vary.TENANT) { TENANT.get().get() } })
			.withBean("channel", CallerAttribute::class.java, { CallerAttribute.ofRequest("CHANNEL") { null } })
			.run { context -> test(context.getBean(Shop::class.java)) }
	}

	companion object {

		@JvmField
		@RegisterExtension
		val redis: RedisExtension = RedisExtension.shared()

		private val TENANT = java.util.concurrent.atomic.AtomicReference<ThreadLocal<String>>()

	}

	open class Shop {

		private val loads = AtomicInteger()

		@Invalidates(tags = ["things"])
		open suspend fun change() = delay(1)

		@Invalidates(tags = ["things"])
		open fun changes(): Flow<String> = flow { emit("changed") }

		@RegionCached("loads")
		open suspend fun load(id: Int): String {
			val before = ConsistencyToken.current().toString()
			delay(1)
			return before + " " + withContext(Dispatchers.IO) { ConsistencyToken.current().toString() }
		}

		@RegionCached("flows")
		open fun flow(id: Int): Flow<String> = flow {
			delay(1)
			emit(ConsistencyToken.current().toString())
		}

		@RegionCached(cacheNames = ["offers"], vary = ["CHANNEL"])
		open suspend fun offer(): String {
			delay(1)
			return this.loads.incrementAndGet().toString()
		}

		@RegionCached(cacheNames = ["own"], vary = [Vary.TENANT])
		open suspend fun own(): String {
			val before = TENANT.get().get()
			delay(1)
			return before + " " + TENANT.get().get() + " " + this.loads.incrementAndGet()
		}

	}

}
