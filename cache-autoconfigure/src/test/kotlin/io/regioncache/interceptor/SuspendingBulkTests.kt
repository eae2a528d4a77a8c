package io.regioncache.interceptor

import io.regioncache.annotation.Keys
import io.regioncache.annotation.RegionCached
import io.regioncache.cache.invalidation.Invalidation
import io.regioncache.testkit.RedisExtension
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.yield
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.extension.RegisterExtension
import java.util.concurrent.CopyOnWriteArrayList

/**
 * Suspending functions whose results are cached element by element.
 */
class SuspendingBulkTests {

	@RegisterExtension
	private val caches = RegionCaches(redis)

	@Test
	fun theFunctionIsCalledWithWhatIsMissing() = run { shop ->
		assertThat(shop.find(listOf(3, 1)).entries.map { it.toPair() }).containsExactly(3L to Item(3, "n3"), 1L to Item(1, "n1"))
		assertThat(shop.find(listOf(1, 4, 2, 3)).keys).containsExactly(1L, 2L, 3L)
		assertThat(shop.find(listOf(4))).isEmpty()
		assertThat(shop.calls).containsExactly(listOf(3L, 1L), listOf(4L, 2L))
	}

	@Test
	fun eachElementHasTagsOfItsOwn() = run { shop ->
		shop.find(listOf(1, 2))
		caches.manager().invalidate(Invalidation.ofTags("item:2", "name:none"))
		shop.find(listOf(1, 2))
		caches.manager().invalidate(Invalidation.ofTags("name:n1"))
		shop.find(listOf(1, 2))
		assertThat(shop.calls).containsExactly(listOf(1L, 2L), listOf(2L), listOf(1L))
	}

	@Test
	fun dataClassesAreKeys() = run { shop ->
		assertThat(shop.byPlace(setOf(Place("a", 1)), "en")).containsEntry(Place("a", 1), "a1 en")
		assertThat(shop.byPlace(setOf(Place("a", 1)), "en")).containsEntry(Place("a", 1), "a1 en")
		assertThat(shop.byPlace(setOf(Place("a", 1)), "fr")).containsEntry(Place("a", 1), "a1 fr")
		assertThat(shop.calls).hasSize(2)
	}

	private fun run(test: suspend (Shop) -> Unit) {
		caches.runner().withBean(Shop::class.java, { Shop() }).run { context ->
			runBlocking { test(context.getBean(Shop::class.java)) }
		}
	}

	data class Item(val id: Long, val name: String)

	data class Place(val street: String, val number: Int)

	open class Shop {

		private val made = CopyOnWriteArrayList<Collection<Any>>()

		open val calls: List<Collection<Any>> get() = made

		@RegionCached(cacheNames = ["items"], tags = ["item:#{#key}", "name:#{#result.name}"])
		open suspend fun find(@Keys ids: List<Long>): Map<Long, Item> {
			made.add(ids)
			yield()
			return ids.filter { it != 4L }.associateWith { Item(it, "n$it") }
		}

		@RegionCached(cacheNames = ["places"])
		open suspend fun byPlace(@Keys places: Set<Place>, language: String): Map<Place, String> {
			made.add(places)
			yield()
			return places.associateWith { "${it.street}${it.number} $language" }
		}

	}

	companion object {

		@JvmField
		@RegisterExtension
		val redis: RedisExtension = RedisExtension.shared()

	}

}
