package io.regioncache.cache.key

import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatExceptionOfType
import org.junit.jupiter.api.Test

/**
 * Kotlin classes as keys.
 */
class KotlinKeyTests {

	@Test
	fun aDataClassIsAKeyByItsComponents() {
		assertThat(KeyEncoder.mayEncode(LineId::class.java)).isTrue()
		assertThat(KeyEncoder.encode(LineId("de", 7, Sku("a"), 1))).isEqualTo(KeyEncoder.encode(LineId("de", 7, Sku("a"), 1)))
		val keys = listOf(
			LineId("de", 7, Sku("a"), 1),
			LineId("de", 7, Sku("b"), 1),
			LineId("de", 8, Sku("a"), 1),
			LineId(null, 7, Sku("a"), 1),
			LineId("de", 7, Sku("a"), 2),
			Pair("de", 7),
			Pair(7, "de"),
			Triple("de", 7, 1),
		)
		assertThat(keys.map { KeyEncoder.encode(it) }).doesNotHaveDuplicates()
	}

	@Test
	fun aClassWithoutComponentsIsNone() {
		assertThat(KeyEncoder.mayEncode(Plain::class.java)).isFalse()
		assertThatExceptionOfType(UnsupportedKeyException::class.java).isThrownBy { KeyEncoder.encode(Plain("a")) }
	}

	@JvmInline
	value class Sku(val text: String)

	data class LineId(val country: String?, private val number: Int, val sku: Sku, internal val line: Int)

	class Plain(private val name: String) {

		operator fun component1() = this.name

	}

}
