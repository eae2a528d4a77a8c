package io.regioncache.cache.value

data class KotlinPoint(val x: Int, val y: Int)

data class KotlinDefaults(val name: String = "a", val labels: List<String> = emptyList(), val size: Int? = null)

data class KotlinNullable(val name: String?, val size: Long?)

data class KotlinNested(val points: List<KotlinPoint>, val byName: Map<String, KotlinPoint>)

class KotlinMutable(var name: String) {
	private val labels: MutableList<String> = mutableListOf()

	fun label(label: String) = apply { labels.add(label) }
}

class KotlinLate {
	lateinit var name: String
}

@JvmInline
value class KotlinId(val id: Long)

data class KotlinWithId(val id: KotlinId, val name: String)

object KotlinSingleton {
	val name = "one"
}

sealed interface KotlinResult

data class KotlinSuccess(val value: Int) : KotlinResult

data object KotlinFailure : KotlinResult

enum class KotlinColor { RED, GREEN }

data class KotlinColored(val color: KotlinColor, val all: Set<KotlinColor>)

/**
 * Values of Kotlin for the catalog of values.
 */
object KotlinValues {

	@JvmStatic
	fun all(): List<Any> = listOf(
		KotlinPoint(1, 2), KotlinDefaults(), KotlinDefaults("b", listOf("x", "y"), 3), KotlinNullable(null, null),
		KotlinNested(listOf(KotlinPoint(1, 2)), mapOf("a" to KotlinPoint(3, 4))), KotlinMutable("a").label("b"),
		KotlinLate().apply { name = "late" }, KotlinWithId(KotlinId(7), "a"), KotlinSingleton, KotlinSuccess(1),
		KotlinFailure, KotlinColored(KotlinColor.RED, setOf(KotlinColor.GREEN, KotlinColor.RED)), Pair(1, "a"),
		KotlinColor.GREEN, 1..3, UInt.MAX_VALUE
	)

	@JvmStatic
	fun results(): List<KotlinResult> = listOf(KotlinSuccess(1), KotlinFailure)

}
