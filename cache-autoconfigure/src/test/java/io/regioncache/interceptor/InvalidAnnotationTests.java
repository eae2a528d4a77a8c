package io.regioncache.interceptor;

import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.LongFunction;
import java.util.stream.Stream;

import io.regioncache.annotation.Invalidates;
import io.regioncache.annotation.Keys;
import io.regioncache.annotation.RegionCached;
import io.regioncache.annotation.RegionPut;
import io.regioncache.cache.settings.StalenessBounds;
import io.regioncache.annotation.WriteBehind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What each mistake in an annotation is answered with.
 */
class InvalidAnnotationTests {

	private static final String SHOP = Shop.class.getName();

	private static final StalenessBounds BOUNDS = (cache, bound) -> cache.equals("local") ? "nobody tells" : null;

	private final TestSpecs specs = new TestSpecs().property("shop.ttl", "soon").bean("bounds", BOUNDS);

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '\0',
			textBlock = """
					noCache | @RegionCached on %s.noCache: the annotation names no cache. Set cacheNames, as in cacheNames = "products".
					blankCache | @RegionCached on %s.blankCache: cacheNames contains an empty name. Write the name of a cache, or remove it.
					sameCacheTwice | @RegionCached on %s.sameCacheTwice: cacheNames contains "products" twice. Remove one of them.
					keyAndGenerator | @RegionCached on %s.keyAndGenerator: key = "#id" and keyGenerator = "keys" exclude each other. Keep one of the two.
					unknownGenerator | @RegionCached on %s.unknownGenerator: keyGenerator = "keys" is no bean of type org.springframework.cache.interceptor.KeyGenerator. Declare such a bean, or use key.
					unknownParameter | @RegionCached on %s.unknownParameter: key = "#idd" uses #idd, but the method has no such parameter. Use one of #a0, #id, #p0, #root.
					missingHash | @RegionCached on %s.missingHash: key = "id" reads id, which a call does not have. Write #id for the argument.
					unknownProperty | @RegionCached on %s.unknownProperty: key = "#root.name" reads #root.name, which a call does not have. Write 'name' in quotes if text is meant; #root has args, method, methodName, target, targetClass.
					unknownFunction | @RegionCached on %s.unknownFunction: key = "#hash(#id)" calls #hash(…), but no functions are registered. Call a method of an argument, of a bean as in @bean.method(…), or a static one as in T(type).method(…).
					resultInKey | @RegionCached on %s.resultInKey: key = "#result" uses #result, but is evaluated before the call. Use the arguments of the method.
					resultInCondition | @RegionCached on %s.resultInCondition: condition = "#result != null" uses #result, but is evaluated before the call. Use unless for what depends on the result.
					emptyTag | @RegionCached on %s.emptyTag: tags = " " is empty. Write a tag, or remove it.
					unknownParameterInTag | @Invalidates on %s.unknownParameterInTag: tags = "product:#{#p.id}" uses #p, but the method has no such parameter. Use one of #a0, #id, #p0, #result, #root.
					wordyDuration | @RegionCached on %s.wordyDuration: ttl = "30 minutes" is not a duration. Write it as in 30s, 30m or PT30M.
					durationWithoutUnit | @RegionCached on %s.durationWithoutUnit: ttl = "30" has no unit. Write it as in 30s, 30m or PT30M.
					negativeDuration | @RegionCached on %s.negativeDuration: ttl = "-5m" is negative. Write at least 1ms.
					zeroDuration | @RegionCached on %s.zeroDuration: ttl = "0s" is shorter than a millisecond. Write at least 1ms.
					negativeStale | @RegionPut on %s.negativeStale: staleWhileRevalidate = "-1s" is negative. Write zero or more, such as 0s.
					negativeBound | @RegionCached on %s.negativeBound: maxStaleness = "-2s" is negative. Write at least 1500ms.
					shortBound | @RegionCached on %s.shortBound: maxStaleness = "1s" is shorter than 1500ms. Write at least 1500ms.
					boundOfResult | @RegionCached on %s.boundOfResult: maxStaleness = "#{#result}" is a template, but is needed before the call. Write it as in 2s or ${name:2s}.
					impossibleBound | @RegionCached on %s.impossibleBound: maxStaleness = "2s" cannot be met: nobody tells. Remove it, or change that.
					badProperty | @RegionCached on %s.badProperty: ttl = "${shop.ttl}" resolves to "soon", which is not a duration. Write it as in 30s, 30m or PT30M.
					missingProperty | @RegionCached on %s.missingProperty: ttl = "${shop.none}" cannot be resolved (Could not resolve placeholder 'shop.none' in value "${shop.none}"). Set the property, or give a default as in ${name:30m}.
					returnsNothing | @RegionCached on %s.returnsNothing: the method returns nothing that could be stored. Return the value, or remove the annotation.
					returnsMonoOfNothing | @RegionPut on %s.returnsMonoOfNothing: the method returns nothing that could be stored. Return the value, or remove the annotation.
					returnsStream | @RegionCached on %s.returnsStream: returns java.util.stream.Stream<java.lang.String>, which can be read only once. Return a value, such as a List.
					returnsInputStream | @RegionCached on %s.returnsInputStream: returns java.io.InputStream, which can be read only once. Return a value, such as a List.
					returnsFuture | @Invalidates on %s.returnsFuture: returns java.util.concurrent.Future, whose completion cannot be followed. Return CompletableFuture, Mono or Flux.
					returnsUnknown | @RegionCached on %s.returnsUnknown: returns T, from which the type of cached values cannot be told. Declare the type of the value.
					returnsRawMono | @RegionCached on %s.returnsRawMono: returns reactor.core.publisher.Mono, from which the type of cached values cannot be told. Declare the type of the value.
					entityAsKey | @RegionCached on %s.entityAsKey: parameter product of type io.regioncache.interceptor.InvalidAnnotationTests$Product cannot be part of a key. Set key to an expression that leaves it out or uses one of its properties.
					entitiesAsKey | @Invalidates on %s.entitiesAsKey: parameter products of type java.util.List<io.regioncache.interceptor.InvalidAnnotationTests$Product> cannot be part of a key. Set key to an expression that leaves it out or uses one of its properties.
					entityInKey | @RegionPut on %s.entityInKey: parameter product of type io.regioncache.interceptor.InvalidAnnotationTests$Product cannot be part of a key. Use one of its properties.
					nothing | @Invalidates on %s.nothing: the annotation names nothing to invalidate. Set tags, or cacheNames with key, keys or allEntries.
					keyWithoutCache | @Invalidates on %s.keyWithoutCache: key = "#id" names no cache. Set cacheNames as well.
					allEntriesWithoutCache | @Invalidates on %s.allEntriesWithoutCache: allEntries = true names no cache. Set cacheNames as well.
					allEntriesAndKey | @Invalidates on %s.allEntriesAndKey: key = "#id" and allEntries = true exclude each other. Keep one of the two.
					hiddenGetter | @RegionCached on %s.hiddenGetter: key = "#owner.id" reads id of io.regioncache.interceptor.InvalidAnnotationTests$Owner, which is not public. Make getId() public, or use another property.
					hiddenField | @RegionCached on %s.hiddenField: tags = "owner:#{#owner?.name}" reads name of io.regioncache.interceptor.InvalidAnnotationTests$Owner, which is not public. Add a public getter of name, or use another property.
					hiddenMethod | @Invalidates on %s.hiddenMethod: tags = "owner:#{#owner.getId()}" reads getId(…) of io.regioncache.interceptor.InvalidAnnotationTests$Owner, which is not public. Make getId() public, or use another property.
					hiddenInNested | @RegionCached on %s.hiddenInNested: condition = "1 + #box.content.owner.id > 0" reads id of io.regioncache.interceptor.InvalidAnnotationTests$Owner, which is not public. Make getId() public, or use another property.
					hiddenInResult | @RegionCached on %s.hiddenInResult: tags = "owner:#{#result.id}" reads id of io.regioncache.interceptor.InvalidAnnotationTests$Owner, which is not public. Make getId() public, or use another property.
					twoKeys | @RegionCached on %s.twoKeys: two parameters are annotated with @Keys. Keep one of them.
					keysAndKey | @RegionCached on %s.keysAndKey: @Keys and key = "#ids" exclude each other. Remove it: the key is the element, together with all other arguments.
					keysAndGenerator | @RegionCached on %s.keysAndGenerator: @Keys and keyGenerator = "keys" exclude each other. Remove it: the key is the element, together with all other arguments.
					arrayOfKeys | @RegionCached on %s.arrayOfKeys: @Keys stands on parameter ids of type long[]. Declare it as Collection, List or Set of the keys, or remove @Keys.
					rawKeys | @RegionCached on %s.rawKeys: the type of the elements of ids is not known. Declare it, as in Collection<Long>.
					keysReturnList | @RegionCached on %s.keysReturnList: with @Keys it returns java.util.List<java.lang.String> instead of a Map. Return Map<Long, …>, or a CompletableFuture or Mono of it.
					keysReturnFlux | @RegionCached on %s.keysReturnFlux: with @Keys it returns many values one after the other. Return a Mono or CompletableFuture of a Map.
					keysReturnOtherMap | @RegionCached on %s.keysReturnOtherMap: the keys of java.util.Map<java.lang.String, java.lang.String> are not of the type of the elements of @Keys, java.lang.Long. Return Map<Long, …>.
					keysReturnOptionals | @RegionCached on %s.keysReturnOptionals: returns a Map of java.util.Optional<java.lang.String>, where each value is cached by itself. Return a Map of the values themselves, without those that are absent.
					keysReturnRawMap | @RegionCached on %s.keysReturnRawMap: the keys of java.util.Map are not of the type of the elements of @Keys, java.lang.Long. Return Map<Long, …>.
					allKeysInTag | @RegionCached on %s.allKeysInTag: tags = "product:#{#ids}" uses #ids, all keys of the call, where each entry has one. Write #key for the key of the entry.
					allKeysInUnless | @RegionCached on %s.allKeysInUnless: unless = "#p0.size() > 1" uses #p0, all keys of the call, where each entry has one. Write #key for the key of the entry.
					keyInCondition | @RegionCached on %s.keyInCondition: condition = "#key > 1" uses #key, but the method has no such parameter. Use one of #a0, #ids, #p0, #root.
					keyOfOne | @RegionCached on %s.keyOfOne: tags = "product:#{#key}" uses #key, but the method has no such parameter. Use one of #a0, #id, #p0, #result, #root.
					parameterNamedKey | @RegionCached on %s.parameterNamedKey: a parameter is named key, as #key is with @Keys. Rename the parameter.
					entitiesAsKeys | @RegionCached on %s.entitiesAsKeys: parameter products of type io.regioncache.interceptor.InvalidAnnotationTests$Product cannot be part of a key. All arguments are part of the keys with @Keys: use types that can be.
					putOfKeys | @RegionPut on %s.putOfKeys: @Keys belongs to @RegionCached, which the method lacks. Remove it.
					invalidationOfKeys | @Invalidates on %s.invalidationOfKeys: @Keys belongs to @RegionCached, which the method lacks. Remove it, and set keys, as in keys = "#ids".
					keysWithoutCache | @Invalidates on %s.keysWithoutCache: keys = "#ids" names no cache. Set cacheNames as well.
					keyBesideKeys | @Invalidates on %s.keyBesideKeys: key = "#ids" and keys = "#ids" exclude each other. Keep one of the two.
					keysOfOne | @Invalidates on %s.keysOfOne: keys = "#id" is a long. Use key for a single key, or an expression that gives a collection or an array.
					keysOfEntities | @Invalidates on %s.keysOfEntities: parameter products of type io.regioncache.interceptor.InvalidAnnotationTests$Product cannot be part of a key. Use an expression that gives keys.
					cachedAndPut | @RegionCached on %s.cachedAndPut: @RegionPut on the same method always calls it, @RegionCached does not. Keep one of the two.
					behindWithoutPut | @WriteBehind on %s.behindWithoutPut: there is no @RegionPut whose puts could be written. Add @RegionPut, or remove @WriteBehind.
					behindOtherCache | @WriteBehind on %s.behindOtherCache: cache = "carts" is none of the caches of @RegionPut. Write one of [products].
					behindUnless | @WriteBehind on %s.behindUnless: unless of @RegionPut excludes it. Remove unless: what stays out of the cache cannot wait there to be written.
					behindVary | @WriteBehind on %s.behindVary: vary of @RegionPut excludes it. Remove vary: what is written has one value for all callers.
					behindBatch | @WriteBehind on %s.behindBatch: batch = 0 is not from 1 to 10000. Write a number such as 500.
					behindDelay | @WriteBehind on %s.behindDelay: maxDelay = "soon" is not a duration. Write it as in 30s, 30m or PT30M.
					""")
	void isAnsweredWithWhatToWrite(String method, String message) {
		assertThatExceptionOfType(InvalidRegionAnnotationException.class)
			.isThrownBy(() -> this.specs.read(Shop.class, method))
			.withMessage(message.formatted(SHOP));
	}

	@Test
	void badSpelIsAnsweredWithTheComplaintOfTheParser() {
		assertThatExceptionOfType(InvalidRegionAnnotationException.class)
			.isThrownBy(() -> this.specs.read(Shop.class, "badSpel"))
			.withMessage("@RegionCached on " + SHOP + ".badSpel: key = \"#id +\" is not valid SpEL "
					+ "(EL1042E: Problem parsing right operand). Correct it, as in key = \"#id\".");
	}

	@Test
	void anUnclosedTemplateIsAnsweredWithAnExample() {
		assertThatExceptionOfType(InvalidRegionAnnotationException.class)
			.isThrownBy(() -> this.specs.read(Shop.class, "unclosedTemplate"))
			.withMessageStartingWith(
					"@Invalidates on " + SHOP + ".unclosedTemplate: tags = \"product:#{#id\" is not valid SpEL (")
			.withMessageEndingWith("). Correct it, as in tags = \"product:#{#id}\".");
	}

	@ParameterizedTest
	@ValueSource(classes = { PrivateMethod.class, FinalMethod.class })
	void aMethodThatNoProxyReachesIsRefused(Class<?> type) {
		assertThatExceptionOfType(InvalidRegionAnnotationException.class)
			.isThrownBy(() -> this.specs.specs().isAnnotated(type))
			.withMessage("@RegionCached on " + type.getName()
					+ ".find: a private, static or final method cannot be intercepted. "
					+ "Make it an instance method that a proxy can override.");
	}

	@Test
	void aClassThatNoProxyExtendsIsRefused() {
		assertThatExceptionOfType(InvalidRegionAnnotationException.class)
			.isThrownBy(() -> this.specs.specs().isAnnotated(FinalClass.class))
			.withMessage("@RegionCached on " + FinalClass.class.getName()
					+ ".find: its class is final and implements no interface, so there can be no proxy of it. "
					+ "Remove final from the class, or open it where it is written in Kotlin.");
	}

	@Test
	void aFinalClassOfAnInterfaceMayHaveAProxyOfThat() {
		assertThat(this.specs.specs().isAnnotated(FinalClassOfAnInterface.class)).isTrue();
	}

	@Test
	void aFinalMethodOfAnInterfaceIsReachedByAProxyOfIt() {
		assertThat(this.specs.specs().isAnnotated(FinalImplementation.class)).isTrue();
	}

	@Test
	void theMessageFallsIntoDescriptionAndAction() {
		assertThatExceptionOfType(InvalidRegionAnnotationException.class)
			.isThrownBy(() -> this.specs.read(Shop.class, "noCache"))
			.satisfies((ex) -> {
				assertThat(ex.getDescription())
					.isEqualTo("@RegionCached on " + SHOP + ".noCache: the annotation names no cache.");
				assertThat(ex.getAction()).isEqualTo("Set cacheNames, as in cacheNames = \"products\".");
			});
	}

	static class PrivateMethod {

		@RegionCached("products")
		private String find(long id) {
			return "";
		}

	}

	static class FinalMethod {

		@RegionCached("products")
		public final String find(long id) {
			return "";
		}

	}

	static final class FinalClass {

		@RegionCached("products")
		public String find(long id) {
			return "";
		}

	}

	static final class FinalClassOfAnInterface implements LongFunction<String> {

		@Override
		@RegionCached("products")
		public String apply(long id) {
			return "";
		}

	}

	static class FinalImplementation implements LongFunction<String> {

		@Override
		@RegionCached("products")
		public final String apply(long id) {
			return "";
		}

	}

	static class Owner {

		private String name = "";

		long getId() {
			return this.name.length();
		}

	}

	record Owned(Owner owner) {
	}

	record Box<T>(T content) {
	}

	static final class Product {

	}

	static class Shop {

		@WriteBehind
		public String behindWithoutPut(long id) {
			return "";
		}

		@RegionPut("products")
		@WriteBehind(cache = "carts")
		public String behindOtherCache(long id) {
			return "";
		}

		@RegionPut(cacheNames = "products", unless = "#result == null")
		@WriteBehind
		public String behindUnless(long id) {
			return "";
		}

		@RegionPut(cacheNames = "products", vary = "tenant")
		@WriteBehind
		public String behindVary(long id) {
			return "";
		}

		@RegionPut("products")
		@WriteBehind(batch = 0)
		public String behindBatch(long id) {
			return "";
		}

		@RegionPut("products")
		@WriteBehind(maxDelay = "soon")
		public String behindDelay(long id) {
			return "";
		}

		@RegionCached(cacheNames = "products")
		public Map<Long, String> twoKeys(@Keys List<Long> ids, @Keys List<Long> others) {
			return Map.of();
		}

		@RegionCached(cacheNames = "products", key = "#ids")
		public Map<Long, String> keysAndKey(@Keys List<Long> ids) {
			return Map.of();
		}

		@RegionCached(cacheNames = "products", keyGenerator = "keys")
		public Map<Long, String> keysAndGenerator(@Keys List<Long> ids) {
			return Map.of();
		}

		@RegionCached(cacheNames = "products")
		public Map<Long, String> arrayOfKeys(@Keys long[] ids) {
			return Map.of();
		}

		@RegionCached(cacheNames = "products")
		@SuppressWarnings("rawtypes")
		public Map<Long, String> rawKeys(@Keys List ids) {
			return Map.of();
		}

		@RegionCached(cacheNames = "products")
		public List<String> keysReturnList(@Keys List<Long> ids) {
			return List.of();
		}

		@RegionCached(cacheNames = "products")
		public Flux<Map<Long, String>> keysReturnFlux(@Keys List<Long> ids) {
			return Flux.empty();
		}

		@RegionCached(cacheNames = "products")
		public Map<String, String> keysReturnOtherMap(@Keys List<Long> ids) {
			return Map.of();
		}

		@RegionCached(cacheNames = "products")
		public Map<Long, Optional<String>> keysReturnOptionals(@Keys List<Long> ids) {
			return Map.of();
		}

		@RegionCached(cacheNames = "products")
		@SuppressWarnings("rawtypes")
		public Map keysReturnRawMap(@Keys List<Long> ids) {
			return Map.of();
		}

		@RegionCached(cacheNames = "products", tags = "product:#{#ids}")
		public Map<Long, String> allKeysInTag(@Keys List<Long> ids) {
			return Map.of();
		}

		@RegionCached(cacheNames = "products", unless = "#p0.size() > 1")
		public Map<Long, String> allKeysInUnless(@Keys List<Long> ids) {
			return Map.of();
		}

		@RegionCached(cacheNames = "products", condition = "#key > 1")
		public Map<Long, String> keyInCondition(@Keys List<Long> ids) {
			return Map.of();
		}

		@RegionCached(cacheNames = "products", tags = "product:#{#key}")
		public String keyOfOne(long id) {
			return "";
		}

		@RegionCached(cacheNames = "products")
		public Map<Long, String> parameterNamedKey(@Keys List<Long> ids, String key) {
			return Map.of();
		}

		@RegionCached(cacheNames = "products")
		public Map<Product, String> entitiesAsKeys(@Keys List<Product> products) {
			return Map.of();
		}

		@RegionPut(cacheNames = "products")
		public String putOfKeys(@Keys List<Long> ids) {
			return "";
		}

		@Invalidates(tags = "products")
		public void invalidationOfKeys(@Keys List<Long> ids) {
		}

		@Invalidates(keys = "#ids")
		public void keysWithoutCache(List<Long> ids) {
		}

		@Invalidates(cacheNames = "products", key = "#ids", keys = "#ids")
		public void keyBesideKeys(List<Long> ids) {
		}

		@Invalidates(cacheNames = "products", keys = "#id")
		public void keysOfOne(long id) {
		}

		@Invalidates(cacheNames = "products", keys = "#products")
		public void keysOfEntities(List<Product> products) {
		}

		@RegionCached
		public String noCache(long id) {
			return "";
		}

		@RegionCached(cacheNames = { "products", " " })
		public String blankCache(long id) {
			return "";
		}

		@RegionCached({ "products", "products" })
		public String sameCacheTwice(long id) {
			return "";
		}

		@RegionCached(cacheNames = "products", key = "#id", keyGenerator = "keys")
		public String keyAndGenerator(long id) {
			return "";
		}

		@RegionCached(cacheNames = "products", keyGenerator = "keys")
		public String unknownGenerator(long id) {
			return "";
		}

		@RegionCached(cacheNames = "products", key = "#idd")
		public String unknownParameter(long id) {
			return "";
		}

		@RegionCached(cacheNames = "products", key = "id")
		public String missingHash(long id) {
			return "";
		}

		@RegionCached(cacheNames = "products", key = "#root.name")
		public String unknownProperty(long id) {
			return "";
		}

		@RegionCached(cacheNames = "products", key = "#hash(#id)")
		public String unknownFunction(long id) {
			return "";
		}

		@RegionCached(cacheNames = "products", key = "#result")
		public String resultInKey(long id) {
			return "";
		}

		@RegionCached(cacheNames = "products", condition = "#result != null")
		public String resultInCondition(long id) {
			return "";
		}

		@RegionCached(cacheNames = "products", tags = " ")
		public String emptyTag(long id) {
			return "";
		}

		@Invalidates(tags = "product:#{#p.id}")
		public String unknownParameterInTag(long id) {
			return "";
		}

		@RegionCached(cacheNames = "products", ttl = "30 minutes")
		public String wordyDuration(long id) {
			return "";
		}

		@RegionCached(cacheNames = "products", ttl = "30")
		public String durationWithoutUnit(long id) {
			return "";
		}

		@RegionCached(cacheNames = "products", ttl = "-5m")
		public String negativeDuration(long id) {
			return "";
		}

		@RegionCached(cacheNames = "products", ttl = "0s")
		public String zeroDuration(long id) {
			return "";
		}

		@RegionPut(cacheNames = "products", staleWhileRevalidate = "-1s")
		public String negativeStale(long id) {
			return "";
		}

		@RegionCached(cacheNames = "products", maxStaleness = "-2s")
		public String negativeBound(long id) {
			return "";
		}

		@RegionCached(cacheNames = "products", maxStaleness = "1s")
		public String shortBound(long id) {
			return "";
		}

		@RegionCached(cacheNames = "products", maxStaleness = "#{#result}")
		public String boundOfResult(long id) {
			return "";
		}

		@RegionCached(cacheNames = { "products", "local" }, maxStaleness = "2s")
		public String impossibleBound(long id) {
			return "";
		}

		@RegionCached(cacheNames = "products", ttl = "${shop.ttl}")
		public String badProperty(long id) {
			return "";
		}

		@RegionCached(cacheNames = "products", ttl = "${shop.none}")
		public String missingProperty(long id) {
			return "";
		}

		@RegionCached("products")
		public void returnsNothing(long id) {
		}

		@RegionPut("products")
		public Mono<Void> returnsMonoOfNothing(long id) {
			return Mono.empty();
		}

		@RegionCached("products")
		public Stream<String> returnsStream(long id) {
			return Stream.of();
		}

		@RegionCached("products")
		public InputStream returnsInputStream(long id) {
			return InputStream.nullInputStream();
		}

		@Invalidates(tags = "products")
		public Future<String> returnsFuture(long id) {
			throw new UnsupportedOperationException();
		}

		@RegionCached("products")
		public <T> T returnsUnknown(long id) {
			throw new UnsupportedOperationException();
		}

		@RegionCached("products")
		@SuppressWarnings("rawtypes")
		public Mono returnsRawMono(long id) {
			return Mono.empty();
		}

		@RegionCached("products")
		public String entityAsKey(long id, Product product) {
			return "";
		}

		@Invalidates(cacheNames = "products")
		public String entitiesAsKey(List<Product> products) {
			return "";
		}

		@RegionPut(cacheNames = "products", key = "#product")
		public String entityInKey(Product product) {
			return "";
		}

		@Invalidates
		public String nothing(long id) {
			return "";
		}

		@Invalidates(key = "#id")
		public String keyWithoutCache(long id) {
			return "";
		}

		@Invalidates(tags = "products", allEntries = true)
		public String allEntriesWithoutCache(long id) {
			return "";
		}

		@Invalidates(cacheNames = "products", key = "#id", allEntries = true)
		public String allEntriesAndKey(long id) {
			return "";
		}

		@RegionCached("products")
		@RegionPut("products")
		public String cachedAndPut(long id) {
			return "";
		}

		@RegionCached(cacheNames = "products", key = "#owner.id")
		public String hiddenGetter(Owner owner) {
			return "";
		}

		@RegionCached(cacheNames = "products", key = "1", tags = "owner:#{#owner?.name}")
		public String hiddenField(Owner owner) {
			return "";
		}

		@Invalidates(tags = "owner:#{#owner.getId()}")
		public String hiddenMethod(Owner owner) {
			return "";
		}

		@RegionCached(cacheNames = "products", key = "1", condition = "1 + #box.content.owner.id > 0")
		public String hiddenInNested(Box<Owned> box) {
			return "";
		}

		@RegionCached(cacheNames = "products", tags = "owner:#{#result.id}")
		public CompletableFuture<Optional<Owner>> hiddenInResult(long id) {
			return CompletableFuture.completedFuture(Optional.empty());
		}

		@RegionCached(cacheNames = "products", key = "#id +")
		public String badSpel(long id) {
			return "";
		}

		@Invalidates(tags = "product:#{#id")
		public String unclosedTemplate(long id) {
			return "";
		}

	}

}
