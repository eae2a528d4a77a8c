package io.regioncache.autoconfigure.interceptor;

import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.regioncache.annotation.Invalidates;
import io.regioncache.annotation.RegionCached;
import io.regioncache.annotation.RegionPut;
import io.regioncache.annotation.Vary;
import io.regioncache.autoconfigure.cache.RegionCacheAutoConfiguration;
import io.regioncache.autoconfigure.region.RegionsAutoConfiguration;
import io.regioncache.testkit.RedisExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.cache.annotation.CacheConfig;
import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.CachePut;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.CachingConfigurer;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.cache.concurrent.ConcurrentMapCacheManager;
import org.springframework.cache.interceptor.KeyGenerator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is said at start of methods that share an entry, and of Spring's annotations whose
 * keys cannot be encoded.
 */
@ExtendWith(OutputCaptureExtension.class)
class CachedBeansCheckTests {

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.shared();

	private static final String SHARED = " read each other's values: ";

	private static final String NO_KEY = "cannot be part of a key of cache";

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(RegionsAutoConfiguration.class, RegionCacheAutoConfiguration.class,
				RegionAnnotationsAutoConfiguration.class))
		.withPropertyValues("regions.endpoints.here.url=" + redis.server().url());

	private final ApplicationContextRunner caching = this.contextRunner.withUserConfiguration(Caching.class);

	@ParameterizedTest
	@ValueSource(classes = { Ours.class, Springs.class, Mixed.class, Later.class, PutsOther.class, Varied.class })
	void methodsThatShareAnEntryAreNamed(Class<?> type, CapturedOutput output) {
		this.caching.withBean(type).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(output).containsOnlyOnce(SHARED)
				.contains("CachedBeansCheckTests." + type.getSimpleName() + ".all")
				.contains("CachedBeansCheckTests." + type.getSimpleName() + ".count")
				.contains("both are kept in cache 'lists'")
				.containsPattern("Set key on each, as in key = \"'(all|count)'\", or use a cache for each");
		});
	}

	@Test
	void beansOfOneGenericClassShareAnEntry(CapturedOutput output) {
		this.contextRunner.withBean(Texts.class)
			.withBean(Numbers.class)
			.run((context) -> assertThat(output).containsOnlyOnce(SHARED)
				.contains("Texts.all and CachedBeansCheckTests.Numbers.all"));
	}

	@ParameterizedTest
	@ValueSource(classes = { WithArguments.class, WithKeys.class, WithGenerator.class, PutsTheSame.class,
			OtherCaches.class, VariedApart.class, Overriding.class })
	void othersAreNot(Class<?> type, CapturedOutput output) {
		this.caching.withBean(type).withBean("named", KeyGenerator.class, () -> named()).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(output).doesNotContain(SHARED).doesNotContain(NO_KEY);
		});
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void aMethodBehindSeveralProxiesIsOne(boolean targetClass, CapturedOutput output) {
		this.caching.withUserConfiguration(targetClass ? ScopedClass.class : ScopedInterface.class)
			.withPropertyValues("spring.aop.proxy-target-class=" + targetClass)
			.run((context) -> {
				assertThat(context.getBean(Contract.class).all()).isEmpty();
				assertThat(output).doesNotContain(SHARED);
			});
	}

	@Test
	void severalBeansOfAClassAreOne(CapturedOutput output) {
		this.caching.withBean("one", OnlyOne.class)
			.withBean("two", OnlyOne.class)
			.run((context) -> assertThat(output).doesNotContain(SHARED));
	}

	@Test
	void aMethodAndItsOverrideAreOne(CapturedOutput output) {
		this.contextRunner.withBean(Texts.class)
			.withBean(Overriding.class)
			.run((context) -> assertThat(output).doesNotContain(SHARED));
	}

	@Test
	void cachesOfTheApplicationAreItsOwnAffair(CapturedOutput output) {
		this.caching.withBean(ConcurrentMapCacheManager.class)
			.withBean(Springs.class)
			.withBean(Keys.class)
			.run((context) -> assertThat(output).doesNotContain(SHARED).doesNotContain(NO_KEY));
	}

	@Test
	void aGeneratorOfTheApplicationMakesKeysItself(CapturedOutput output) {
		this.caching.withBean(CachingConfigurer.class, () -> new CachingConfigurer() {

			@Override
			public KeyGenerator keyGenerator() {
				return named();
			}

		})
			.withBean(Springs.class)
			.withBean(Keys.class)
			.run((context) -> assertThat(output).doesNotContain(SHARED).containsOnlyOnce(NO_KEY));
	}

	@Test
	void keysOfSpringsAnnotationsThatCannotBeEncodedAreNamed(CapturedOutput output) {
		this.caching.withBean(Keys.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(output)
				.contains(keys("@Cacheable", "find", "owner")
						+ " of cache [owners], so every call bypasses the cache. Set key to an expression that leaves "
						+ "it out or uses one of its properties, as in key = \"#owner.id\"")
				.contains(keys("@Cacheable", "named", "owner") + " of cache [owners], so every call bypasses")
				.contains(keys("@CachePut", "put", "owner") + " of cache [owners], so nothing is stored")
				.contains(keys("@CacheEvict", "evict", "owner")
						+ " of cache [owners], so the annotation invalidates nothing")
				.doesNotContain("Keys.fine")
				.doesNotContain("Keys.maybe")
				.doesNotContain("Keys.clear");
			assertThat(output.getOut().split(NO_KEY, -1)).hasSize(5);
		});
	}

	private static String keys(String annotation, String method, String parameter) {
		return annotation + " on " + Keys.class.getName() + "." + method + ": parameter " + parameter + " of type "
				+ Owner.class.getName() + " cannot be part of a key";
	}

	private static KeyGenerator named() {
		return (target, method, params) -> method.getName();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableCaching
	static class Caching {

	}

	static class Owner {

	}

	static class Ours {

		@RegionCached("lists")
		public List<String> all() {
			return List.of();
		}

		@RegionCached({ "other", "lists" })
		public List<String> count() {
			return List.of();
		}

	}

	@CacheConfig(cacheNames = "lists")
	static class Springs {

		@Cacheable
		public List<String> all() {
			return List.of();
		}

		@Cacheable(sync = true)
		public int count() {
			return 0;
		}

	}

	static class Mixed {

		@RegionCached("lists")
		public List<String> all() {
			return List.of();
		}

		@Cacheable("lists")
		public List<String> count() {
			return List.of();
		}

	}

	static class Later {

		@RegionCached("lists")
		public CompletableFuture<List<String>> all() {
			return CompletableFuture.completedFuture(List.of());
		}

		@RegionCached("lists")
		public List<String> count() {
			return List.of();
		}

	}

	static class PutsOther {

		@RegionCached("lists")
		public List<String> all() {
			return List.of();
		}

		@RegionPut("lists")
		public int count() {
			return 0;
		}

	}

	static class Varied {

		@RegionCached(cacheNames = "lists", vary = Vary.LOCALE)
		public List<String> all() {
			return List.of();
		}

		@RegionCached(cacheNames = "lists", vary = Vary.LOCALE)
		public List<String> count() {
			return List.of();
		}

	}

	static class VariedApart {

		@RegionCached("lists")
		public List<String> all() {
			return List.of();
		}

		@RegionCached(cacheNames = "lists", vary = Vary.LOCALE)
		public List<String> count() {
			return List.of();
		}

	}

	abstract static class Base<T> {

		@RegionCached("generic")
		public List<T> all() {
			return List.of();
		}

	}

	static class Texts extends Base<String> {

	}

	static class Numbers extends Base<Integer> {

	}

	static class Overriding extends Texts {

		@Override
		@RegionCached("generic")
		public List<String> all() {
			return List.of();
		}

	}

	static class WithArguments {

		@RegionCached("lists")
		public List<String> all(int page) {
			return List.of();
		}

		@RegionCached("lists")
		public List<String> count(int page) {
			return List.of();
		}

		@Cacheable("lists")
		public List<String> some(String... names) {
			return List.of();
		}

		@Cacheable("lists")
		public List<String> none(String... names) {
			return List.of();
		}

	}

	static class WithKeys {

		@RegionCached(cacheNames = "lists", key = "'all'")
		public List<String> all() {
			return List.of();
		}

		@RegionCached("lists")
		public List<String> count() {
			return List.of();
		}

		@Cacheable(cacheNames = "lists", key = "#root.methodName")
		public List<String> some() {
			return List.of();
		}

		@Invalidates(cacheNames = "lists")
		public void change() {
		}

		@CacheEvict("lists")
		public void evict() {
		}

	}

	static class WithGenerator {

		@RegionCached(cacheNames = "lists", keyGenerator = "named")
		public List<String> all() {
			return List.of();
		}

		@RegionCached("lists")
		public List<String> count() {
			return List.of();
		}

		@Cacheable(cacheNames = "lists", keyGenerator = "named")
		public List<String> some() {
			return List.of();
		}

	}

	static class PutsTheSame {

		@RegionCached("lists")
		public List<String> all() {
			return List.of();
		}

		@RegionPut("lists")
		public List<String> reload() {
			return List.of();
		}

		@CachePut("lists")
		public CompletableFuture<List<String>> reloadLater() {
			return CompletableFuture.completedFuture(List.of());
		}

	}

	static class OtherCaches {

		@RegionCached("lists")
		public List<String> all() {
			return List.of();
		}

		@Cacheable("counts")
		public int count() {
			return 0;
		}

	}

	public interface Contract {

		@RegionCached("ours")
		List<String> all();

		@Cacheable("springs")
		List<String> some();

	}

	static class OnlyOne implements Contract {

		@Override
		public List<String> all() {
			return List.of();
		}

		@Override
		public List<String> some() {
			return List.of();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ScopedClass {

		@Bean
		@Scope(value = "prototype", proxyMode = ScopedProxyMode.TARGET_CLASS)
		OnlyOne contract() {
			return new OnlyOne();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ScopedInterface {

		@Bean
		@Scope(value = "prototype", proxyMode = ScopedProxyMode.INTERFACES)
		Contract contract() {
			return new OnlyOne();
		}

	}

	static class Keys {

		@Cacheable("owners")
		public String find(Owner owner) {
			return "found";
		}

		@Cacheable(cacheNames = "owners", key = "#owner")
		public String named(Owner owner, int page) {
			return "found";
		}

		@CachePut("owners")
		public String put(int page, Owner owner) {
			return "put";
		}

		@CacheEvict("owners")
		public void evict(Owner owner) {
		}

		@CacheEvict(cacheNames = "owners", allEntries = true)
		public void clear(Owner owner) {
		}

		@Cacheable(cacheNames = "owners", key = "#page")
		public String fine(Owner owner, int page) {
			return "fine";
		}

		@Cacheable("owners")
		public String maybe(Object key) {
			return "maybe";
		}

	}

}
