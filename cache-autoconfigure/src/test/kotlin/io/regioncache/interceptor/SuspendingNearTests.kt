package io.regioncache.interceptor

import io.regioncache.annotation.RegionCached
import io.regioncache.cache.CacheNode
import io.regioncache.cache.entry.CacheStatistics.Event
import io.regioncache.cache.near.NearCache.Outcome
import io.regioncache.cache.near.NearSettings
import io.regioncache.cache.settings.CacheSettings
import io.regioncache.testkit.RedisExtension
import kotlinx.coroutines.runBlocking
import org.assertj.core.api.Assertions.assertThat
import org.awaitility.Awaitility.await
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.extension.RegisterExtension
import org.springframework.aop.framework.ProxyFactory
import org.springframework.beans.factory.support.DefaultListableBeanFactory
import java.util.concurrent.atomic.AtomicInteger

/**
 * Suspending functions that are answered by what the process keeps itself, and within a
 * bound.
 */
class SuspendingNearTests {

	private val node = CacheNode.at(redis.server().url(),
		CacheSettings.DEFAULTS.mutate().near(NearSettings.ofSize(100)).build()).awaitAvailable()

	private val shop = proxy()

	private fun proxy(): Shop {
		val factory = ProxyFactory(Shop())
		factory.isProxyTargetClass = true
		factory.addAdvisor(RegionAnnotationAdvisor(DefaultListableBeanFactory(), this.node::manager, Runnable::run,
			KeylessMethods(), SharedValues(), WrittenMethods()))
		return factory.proxy as Shop
	}

	@AfterEach
	fun stop() = this.node.close()

	@Test
	fun whatIsKeptAnswersAndIsAskedForOnce() {
		await().until {
			find(1)
			near(Outcome.HIT) > 0
		}
		val hits = near(Outcome.HIT)
		val misses = near(Outcome.MISS)
		assertThat(find(1)).isEqualTo(find(1))
		assertThat(near(Outcome.HIT)).isEqualTo(hits + 2)
		assertThat(find(2)).isNotEqualTo(find(1))
		assertThat(near(Outcome.MISS)).isEqualTo(misses + 1)
	}

	@Test
	fun aBoundHolds() {
		await().until { price() == price() && this.node.cache("prices").statistics()[Event.NEAR] > 0 }
		this.node.store().levels().areUnknown()
		assertThat(price()).isNotEqualTo(price())
		assertThat(this.node.cache("prices").statistics()[Event.BOUNDED_ORIGIN]).isPositive()
	}

	private fun find(id: Long) = runBlocking { shop.find("a", id) }

	private fun price() = runBlocking { shop.price() }

	private fun near(outcome: Outcome) = this.node.cache("items").near().orElseThrow().get(outcome)

	companion object {

		@JvmField
		@RegisterExtension
		val redis: RedisExtension = RedisExtension.own()

	}

	open class Shop {

		private val loads = AtomicInteger()

		@RegionCached(cacheNames = ["items"])
		open suspend fun find(name: String, id: Long) = this.loads.incrementAndGet()

		@RegionCached(cacheNames = ["prices"], maxStaleness = "2s")
		open suspend fun price() = this.loads.incrementAndGet()

	}

}
