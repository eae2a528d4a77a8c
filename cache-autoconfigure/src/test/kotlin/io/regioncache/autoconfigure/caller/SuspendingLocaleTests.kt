package io.regioncache.autoconfigure.caller

import io.regioncache.annotation.RegionCached
import io.regioncache.annotation.Vary
import io.regioncache.autoconfigure.cache.RegionCacheAutoConfiguration
import io.regioncache.autoconfigure.interceptor.RegionAnnotationsAutoConfiguration
import io.regioncache.autoconfigure.region.RegionsAutoConfiguration
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.delay
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withContext
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Test
import org.springframework.boot.autoconfigure.AutoConfigurations
import org.springframework.boot.test.context.runner.ApplicationContextRunner
import org.springframework.context.i18n.LocaleContextHolder
import java.util.Locale

/**
 * A suspending function runs in the supported locale that is closest to that of its caller, on all of its threads.
 * Redis cannot be reached here, so every call is a load.
 */
class SuspendingLocaleTests {

	@AfterEach
	fun forget() = LocaleContextHolder.resetLocaleContext()

	@Test
	fun loadsInTheLocaleOfTheEntry() {
		ApplicationContextRunner()
			.withConfiguration(
				AutoConfigurations.of(
					RegionsAutoConfiguration::class.java, RegionCacheAutoConfiguration::class.java,
					RegionAnnotationsAutoConfiguration::class.java, RegionCallerAutoConfiguration::class.java,
				),
			)
			.withPropertyValues("regions.endpoints.a.url=redis://127.0.0.1:1", "regions.vary.locales=en,de")
			.withBean(Texts::class.java)
			.run { context ->
				val texts = context.getBean(Texts::class.java)
				for ((asked, closest) in listOf("de-AT" to "de", "tlh" to "en", "en-GB" to "en")) {
					LocaleContextHolder.setLocale(Locale.forLanguageTag(asked))
					assertThat(runBlocking { texts.text() }).isEqualTo("$closest $closest $closest")
					assertThat(LocaleContextHolder.getLocale()).isEqualTo(Locale.forLanguageTag(asked))
				}
			}
	}

	open class Texts {

		@RegionCached(cacheNames = ["texts"], key = "1", vary = [Vary.LOCALE])
		open suspend fun text(): String {
			val first = LocaleContextHolder.getLocale()
			delay(1)
			val second = LocaleContextHolder.getLocale()
			return "$first $second ${withContext(Dispatchers.IO) { LocaleContextHolder.getLocale() }}"
		}

	}

}
