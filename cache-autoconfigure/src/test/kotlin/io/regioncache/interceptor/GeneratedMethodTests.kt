package io.regioncache.interceptor

import io.regioncache.annotation.Invalidates
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test

/**
 * Methods that the Kotlin compiler adds carry the annotations of the source, and are not meant.
 */
class GeneratedMethodTests {

	@Test
	fun theBodyOfAnOpenSuspendingFunctionIsNoMethodOfItsOwn() {
		val body = Shop::class.java.declaredMethods.single { it.name == "change\$suspendImpl" }
		assertThat(body.annotations).isNotEmpty()
		assertThat(TestSpecs().specs().get(body, Shop::class.java)).isSameAs(MethodSpec.NONE)
	}

	open class Shop {

		@Invalidates(tags = ["products"])
		open suspend fun change(id: Long): Long {
			kotlinx.coroutines.yield()
			return id
		}

	}

}
