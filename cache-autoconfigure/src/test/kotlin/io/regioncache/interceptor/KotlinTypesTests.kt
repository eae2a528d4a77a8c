package io.regioncache.interceptor

import io.regioncache.annotation.Invalidates
import io.regioncache.annotation.RegionCached
import kotlinx.coroutines.Deferred
import kotlinx.coroutines.flow.StateFlow
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatExceptionOfType
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.CsvSource
import reactor.core.publisher.Mono

/**
 * What is read from the signatures of Kotlin functions.
 */
class KotlinTypesTests {

	private val specs = TestSpecs()

	@ParameterizedTest
	@CsvSource(
		"item, io.regioncache.interceptor.KotlinTypesTests\$Item", "maybe, java.lang.String", "number, java.lang.Integer",
		"items, 'java.util.List<io.regioncache.interceptor.KotlinTypesTests\$Item>'",
		"inherited, io.regioncache.interceptor.KotlinTypesTests\$Item",
		"inheritedList, 'java.util.List<io.regioncache.interceptor.KotlinTypesTests\$Item>'"
	)
	fun theTypeOfASuspendingFunctionIsThatOfItsSource(function: String, type: String) {
		assertThat(this.specs.read(Shop::class.java, function).shape().type().typeName).isEqualTo(type)
	}

	@ParameterizedTest
	@CsvSource(
		delimiter = '|', value = [
			"unit | the method returns nothing that could be stored. Return the value, or remove the annotation.",
			"deferred | returns kotlinx.coroutines.Deferred, whose completion cannot be followed. Return CompletableFuture, Mono or Flux.",
			"states | returns kotlinx.coroutines.flow.StateFlow, whose completion cannot be followed. Return CompletableFuture, Mono or Flux.",
			"mono | returns reactor.core.publisher.Mono, whose completion cannot be followed. Return the value itself, or Flow.",
			"sequence | returns kotlin.sequences.Sequence<java.lang.String>, which can be read only once. Return a value, such as a List.",
			"itemAsKey | parameter item of type io.regioncache.interceptor.KotlinTypesTests\$Item cannot be part of a key. Set key to an expression that leaves it out or uses one of its properties.",
		]
	)
	fun whatCannotWorkIsRefused(function: String, message: String) {
		assertThatExceptionOfType(InvalidRegionAnnotationException::class.java)
			.isThrownBy { this.specs.read(Shop::class.java, function) }
			.withMessageContaining(message)
	}

	@ParameterizedTest
	@CsvSource(
		"result-, returns kotlin.Result", "suspendingResult-, returns kotlin.Result",
		"price-, returns io.regioncache.interceptor.KotlinTypesTests\$Price"
	)
	fun whatReflectionDoesNotCallByItsNameIsRefused(prefix: String, message: String) {
		val mangled = Shop::class.java.methods.first { it.name.startsWith(prefix) }
		assertThatExceptionOfType(InvalidRegionAnnotationException::class.java)
			.isThrownBy { this.specs.specs().get(mangled, Shop::class.java) }
			.withMessageContaining(message)
	}

	class Item

	@JvmInline
	value class Price(val cents: Int)

	abstract class Base<T> {

		@RegionCached("items")
		open suspend fun inherited(id: Long): T = throw NotImplementedError()

		@RegionCached("items")
		open suspend fun inheritedList(id: Long): List<T> = throw NotImplementedError()

	}

	open class Shop : Base<Item>() {

		@RegionCached("items")
		open suspend fun item(id: Long) = Item()

		@RegionCached("items")
		open suspend fun maybe(id: Long): String? = null

		@RegionCached("items")
		open suspend fun number(): Int = 1

		@RegionCached("items")
		open suspend fun items(): List<Item> = listOf()

		@RegionCached("items")
		open suspend fun price() = Price(1)

		@RegionCached("items")
		open suspend fun unit() {
		}

		@RegionCached("items")
		open fun deferred(): Deferred<String> = throw NotImplementedError()

		@Invalidates(tags = ["items"])
		open fun states(): StateFlow<String> = throw NotImplementedError()

		@Invalidates(tags = ["items"])
		open suspend fun mono(): Mono<String> = Mono.empty()

		@RegionCached("items")
		open fun sequence(): Sequence<String> = sequenceOf()

		@RegionCached("items")
		open suspend fun suspendingResult(): Result<String> = Result.success("")

		@RegionCached("items")
		open fun result(): Result<String> = Result.success("")

		@RegionCached("items")
		open suspend fun itemAsKey(item: Item): String = ""

	}

}
