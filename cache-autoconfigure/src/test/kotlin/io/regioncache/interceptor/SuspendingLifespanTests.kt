package io.regioncache.interceptor

import io.regioncache.annotation.RegionCached
import io.regioncache.testkit.RedisExtension
import kotlinx.coroutines.runBlocking
import org.assertj.core.api.Assertions.assertThat
import org.awaitility.Awaitility.await
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.extension.RegisterExtension
import java.io.IOException
import java.time.Duration
import java.time.Instant
import java.util.concurrent.atomic.AtomicInteger

/**
 * How long suspending functions have their results cached, and served where they fail.
 */
class SuspendingLifespanTests {

	@RegisterExtension
	private val caches = RegionCaches(redis)

	@Test
	fun theResultSaysHowLongItIsCached() = run { shop ->
		assertThat(shop.find(1, Duration.ofHours(1))).isEqualTo(shop.find(1, Duration.ofHours(1)))
		shop.find(2, Duration.ZERO)
		shop.find(2, Duration.ZERO)
		assertThat(shop.loads()).isEqualTo(3)
	}

	@Test
	fun anExpiredResultIsServedWhereTheFunctionFails() = run { shop ->
		val old = shop.find(1, Duration.ofMillis(20))
		await().until { old.ends.isBefore(Instant.now().minusMillis(50)) }
		repeat(3) { assertThat(shop.find(1, null)).isEqualTo(old) }
		assertThat(shop.loads()).isEqualTo(2)
	}

	private fun run(test: suspend (Shop) -> Unit) {
		this.caches.runner().withBean("shop", Shop::class.java).run { context ->
			runBlocking { test(context.getBean(Shop::class.java)) }
		}
	}

	companion object {

		@JvmField
		@RegisterExtension
		val redis: RedisExtension = RedisExtension.shared()

	}

	data class Token(val number: Int, val expiresIn: Duration, val ends: Instant)

	open class Shop {

		private val loads = AtomicInteger()

		open fun loads() = this.loads.get()

		@RegionCached(cacheNames = ["tokens"], key = "#id", ttl = "#{#result.expiresIn}", staleIfError = "1h")
		open suspend fun find(id: Long, expiresIn: Duration?): Token {
			val number = this.loads.incrementAndGet()
			return Token(number, expiresIn ?: throw IOException("origin down"), Instant.now().plus(expiresIn))
		}

	}

}
