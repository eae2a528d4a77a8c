package io.regioncache.interceptor;

import java.lang.reflect.Method;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.regioncache.interceptor.KeylessMethods.Keyless;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.support.AopUtils;
import org.springframework.cache.interceptor.CacheEvictOperation;
import org.springframework.cache.interceptor.CacheOperation;
import org.springframework.cache.interceptor.CacheOperationSource;
import org.springframework.cache.interceptor.CachePutOperation;
import org.springframework.cache.interceptor.CacheableOperation;
import org.springframework.util.ReflectionUtils;
import org.springframework.util.StringUtils;

/**
 * Looks at the start for mistakes in Spring's own caching annotations on the caches of a
 * region. Each is told in the log only, so that an application that moves here starts.
 */
public final class SpringOperations {

	private static final Log logger = LogFactory.getLog(SpringOperations.class);

	private static final Pattern ARGUMENT = Pattern.compile("\\s*#(\\w+)\\s*");

	private final CacheOperationSource source;

	private final BiPredicate<CacheOperation, Method> ours;

	private final boolean simpleKeys;

	private final KeylessMethods keyless;

	/**
	 * Create what looks at annotations.
	 * @param source finds them
	 * @param ours whether an operation uses a cache of a region
	 * @param simpleKeys whether the arguments are the key where an annotation says
	 * nothing of it
	 * @param keyless warns of methods that share an entry
	 */
	public SpringOperations(CacheOperationSource source, BiPredicate<CacheOperation, Method> ours, boolean simpleKeys,
			KeylessMethods keyless) {
		this.source = source;
		this.ours = ours;
		this.simpleKeys = simpleKeys;
		this.keyless = keyless;
	}

	/**
	 * Look at the methods of a bean.
	 * @param type the class of the bean
	 */
	public void check(Class<?> type) {
		if (!this.source.isCandidateClass(type)) {
			return;
		}
		Set<Method> seen = new LinkedHashSet<>();
		for (Class<?> each : MethodSpecs.typesOf(type)) {
			for (Method method : ReflectionUtils.getDeclaredMethods(each)) {
				Collection<CacheOperation> operations = this.source.getCacheOperations(method, type);
				if (operations != null && !method.isSynthetic()
						&& seen.add(AopUtils.getMostSpecificMethod(method, type))) {
					operations.forEach((operation) -> check(operation, method, type));
				}
			}
		}
	}

	private void check(CacheOperation operation, Method declared, Class<?> type) {
		AnnotatedMethod method = AnnotatedMethod.of(AopUtils.getMostSpecificMethod(declared, type), declared, type);
		List<Integer> parameters = keyParameters(operation, method);
		boolean alone = parameters != null && !StringUtils.hasText(operation.getKey()) && method.parameterCount() == 0;
		List<Integer> unsupported = (parameters == null) ? List.of()
				: parameters.stream().filter((index) -> KeyTypes.isUnsupported(method.parameterType(index))).toList();
		if ((!alone && unsupported.isEmpty()) || !this.ours.test(operation, declared)) {
			return;
		}
		if (alone && !(operation instanceof CacheEvictOperation)) {
			Keyless added = new Keyless(method.implementation(), method.method().getName(),
					CallViews.declaredType(declared, type), Set.of(), operation instanceof CacheableOperation);
			operation.getCacheNames().forEach((cache) -> this.keyless.add(cache, added));
		}
		unsupported.forEach((index) -> warn(operation, method, index));
	}

	/**
	 * The parameters that are the key as they are, or {@code null} if it is made in some
	 * other way.
	 */
	private @Nullable List<Integer> keyParameters(CacheOperation operation, AnnotatedMethod method) {
		if (operation instanceof CacheEvictOperation evict && evict.isCacheWide()) {
			return null;
		}
		if (StringUtils.hasText(operation.getKey())) {
			Matcher argument = ARGUMENT.matcher(operation.getKey());
			Integer index = argument.matches() ? method.arguments().get(argument.group(1)) : null;
			return (index != null) ? List.of(index) : null;
		}
		if (StringUtils.hasText(operation.getKeyGenerator()) || !this.simpleKeys) {
			return null;
		}
		return method.parameterIndexes();
	}

	private static void warn(CacheOperation operation, AnnotatedMethod method, int index) {
		String parameter = method.parameterName(index);
		logger.warn(("%s on %s: parameter %s of type %s cannot be part of a key of cache %s, so %s. "
				+ "Set key to an expression that leaves it out or uses one of its properties, as in key = \"#%s.id\"")
			.formatted(annotation(operation), method.displayName(), parameter,
					method.parameterType(index).getType().getTypeName(), operation.getCacheNames(), effect(operation),
					parameter));
	}

	private static String annotation(CacheOperation operation) {
		return "@" + operation.getClass().getSimpleName().replace("Operation", "");
	}

	private static String effect(CacheOperation operation) {
		return Map
			.<Class<?>, String>of(CacheEvictOperation.class, "the annotation invalidates nothing",
					CachePutOperation.class, "nothing is stored")
			.getOrDefault(operation.getClass(), "every call bypasses the cache");
	}

}
