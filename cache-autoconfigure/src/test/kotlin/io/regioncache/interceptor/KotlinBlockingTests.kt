package io.regioncache.interceptor

import io.regioncache.annotation.Invalidates
import io.regioncache.annotation.RegionCached
import io.regioncache.annotation.RegionPut
import io.regioncache.testkit.RedisExtension
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.extension.RegisterExtension
import java.util.concurrent.atomic.AtomicInteger

/**
 * What annotated Kotlin functions that block do to the caches of a region.
 */
class KotlinBlockingTests {

	@RegisterExtension
	private val caches = RegionCaches(redis)

	@Test
	fun aDataClassIsCachedAsItIs() = run { shop ->
		val item = shop.find(1)
		assertThat(item).isEqualTo(Item(1, "item", null, listOf("a", "b"), Money(5)))
		assertThat(shop.find(1)).isEqualTo(item).isNotSameAs(item)
		assertThat(shop.loads).hasValue(1)
	}

	@Test
	fun aDefaultParameterIsPartOfTheKey() = run { shop ->
		assertThat(shop.translate("a")).isEqualTo("a in en, 1")
		assertThat(shop.translate("a")).isEqualTo("a in en, 1")
		assertThat(shop.translate("a", "en")).isEqualTo("a in en, 1")
		assertThat(shop.translate("a", "fr")).isEqualTo("a in fr, 2")
	}

	@Test
	fun aNullIsCached() = run { shop ->
		assertThat(shop.findOrNull(0)).isNull()
		assertThat(shop.findOrNull(0)).isNull()
		assertThat(shop.loads).hasValue(1)
	}

	@Test
	fun aFunctionOfTypeUnitInvalidates() = run { shop ->
		shop.find(1)
		shop.change(1)
		shop.find(1)
		assertThat(shop.loads).hasValue(2)
	}

	@Test
	fun aPutIsReadBack() = run { shop ->
		shop.save(Item(3, "saved"))
		assertThat(shop.find(3).name).isEqualTo("saved")
		assertThat(shop.loads).hasValue(0)
	}

	@Test
	fun anInlineClassIsAKeyAndAValue() = run { shop ->
		assertThat(shop.price(Sku("a"))).isEqualTo(Money(1))
		assertThat(shop.price(Sku("a"))).isEqualTo(Money(1))
		assertThat(shop.price(Sku("b"))).isEqualTo(Money(2))
		shop.reprice(Sku("a"))
		assertThat(shop.price(Sku("a"))).isEqualTo(Money(3))
		assertThat(shop.price(Sku("b"))).isEqualTo(Money(2))
	}

	private fun run(test: (Shop) -> Unit) {
		this.caches.runner().withBean(Shop::class.java).run { context -> test(context.getBean(Shop::class.java)) }
	}

	companion object {

		@JvmField
		@RegisterExtension
		val redis: RedisExtension = RedisExtension.shared()

	}

	data class Item(
		val id: Long,
		val name: String = "none",
		val note: String? = null,
		val labels: List<String> = emptyList(),
		val price: Money? = null
	)

	data class Money(val amount: Int)

	@JvmInline
	value class Sku(val text: String)

	open class Shop {

		open val loads = AtomicInteger()

		@RegionCached(cacheNames = ["items"], key = "#id", tags = ["item:#{#id}"])
		open fun find(id: Long): Item {
			this.loads.incrementAndGet()
			return Item(id, "item", labels = listOf("a", "b"), price = Money(5))
		}

		@RegionCached(cacheNames = ["texts"])
		open fun translate(text: String, language: String = "en") =
			"$text in $language, ${this.loads.incrementAndGet()}"

		@RegionCached(cacheNames = ["maybe"])
		open fun findOrNull(id: Long): Item? {
			this.loads.incrementAndGet()
			return if (id > 0) Item(id) else null
		}

		@Invalidates(tags = ["item:#{#id}"])
		open fun change(id: Long) {
		}

		@RegionPut(cacheNames = ["items"], key = "#item.id")
		open fun save(item: Item) = item

		@RegionCached(cacheNames = ["prices"], key = "#sku")
		open fun price(sku: Sku) = Money(this.loads.incrementAndGet())

		@Invalidates(cacheNames = ["prices"], key = "#sku")
		open fun reprice(sku: Sku) {
		}

	}

}
