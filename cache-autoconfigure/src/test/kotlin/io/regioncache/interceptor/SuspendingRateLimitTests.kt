package io.regioncache.interceptor

import io.regioncache.annotation.RateLimited
import io.regioncache.ratelimit.CallerKey
import io.regioncache.ratelimit.LimitNode
import io.regioncache.ratelimit.RateLimitExceededException
import io.regioncache.ratelimit.RateLimitPolicy
import io.regioncache.ratelimit.RateLimitScope
import io.regioncache.ratelimit.RedisDownPolicy
import io.regioncache.testkit.RedisExtension
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.flowOf
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withContext
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.BeforeEach
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.extension.RegisterExtension
import org.junit.jupiter.api.fail
import org.springframework.aop.framework.ProxyFactory
import org.springframework.beans.factory.support.DefaultListableBeanFactory
import java.time.Duration
import java.util.Optional
import java.util.concurrent.Executor
import java.util.concurrent.atomic.AtomicInteger

/**
 * What limits do to suspending functions and flows.
 */
class SuspendingRateLimitTests {

	private lateinit var node: LimitNode

	private lateinit var shop: Shop

	@BeforeEach
	fun connect() {
		node = LimitNode.at(
			redis.server().url(),
			RateLimitPolicy("orders", 1, Duration.ofHours(1), 2, RateLimitScope.REGION, RedisDownPolicy.CLOSED)
		).awaitAvailable()
		val factory = ProxyFactory(Shop())
		factory.isProxyTargetClass = true
		factory.addAdvisor(
			RateLimitAdvisor(
				DefaultListableBeanFactory(), { mapOf("orders" to Optional.of(CallerKey.ALL)) },
				{ node.limiters() }, { null }, Executor { it.run() }
			)
		)
		shop = factory.proxy as Shop
	}

	@AfterEach
	fun close() = node.close()

	@Test
	fun aSuspendingCallBeyondTheLimitFails() = runBlocking<Unit> {
		assertThat(shop.order("ann")).isEqualTo("ann")
		assertThat(shop.order("ann")).isEqualTo("ann")
		assertRejected { shop.order("ann") }
		assertThat(shop.order("bob")).isEqualTo("bob")
		assertThat(shop.calls()).isEqualTo(3)
	}

	@Test
	fun eachCollectionOfAFlowIsACall() = runBlocking<Unit> {
		val flow = shop.orders("ann")
		assertThat(flow.toList()).containsExactly("ann", "ann")
		assertThat(flow.toList()).containsExactly("ann", "ann")
		assertRejected { flow.toList() }
	}

	private suspend fun assertRejected(call: suspend () -> Any) {
		try {
			call()
		} catch (ex: RateLimitExceededException) {
			return
		}
		fail("The call was admitted")
	}

	open class Shop {

		private val calls = AtomicInteger()

		open fun calls() = calls.get()

		@RateLimited(name = "orders", key = "#user")
		open suspend fun order(user: String): String = withContext(Dispatchers.IO) {
			calls.incrementAndGet()
			user
		}

		@RateLimited(name = "orders", key = "#user")
		open fun orders(user: String): Flow<String> = flowOf(user, user)

	}

	companion object {

		@JvmField
		@RegisterExtension
		val redis: RedisExtension = RedisExtension.shared()

	}

}
