package io.regioncache.benchmarks.near;

import java.time.Duration;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.aopalliance.intercept.MethodInterceptor;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.cache.caffeine.CaffeineCacheManager;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Items kept by Caffeine alone.
 */
final class CaffeineItems {

	private static final int SIZE = 10_000;

	private static final Duration TTL = Duration.ofHours(1);

	private CaffeineItems() {
	}

	/**
	 * Behind advice that does nothing else.
	 */
	static Items behindBareAdvice() {
		Cache<Object, Object> cache = Caffeine.newBuilder().maximumSize(SIZE).expireAfterWrite(TTL).build();
		ProxyFactory factory = new ProxyFactory(new Items());
		factory.setProxyTargetClass(true);
		factory.addAdvice((MethodInterceptor) (invocation) -> {
			Object key = invocation.getArguments()[0];
			Object item = cache.getIfPresent(key);
			if (item == null) {
				item = invocation.proceed();
				cache.put(key, item);
			}
			return item;
		});
		return (Items) factory.getProxy();
	}

	/**
	 * Behind {@code @Cacheable}.
	 */
	static Items behindSpring() {
		return new AnnotationConfigApplicationContext(Caching.class).getBean(Items.class);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableCaching
	static class Caching {

		@Bean
		CaffeineCacheManager cacheManager() {
			CaffeineCacheManager manager = new CaffeineCacheManager();
			manager.setCaffeine(Caffeine.newBuilder().maximumSize(SIZE).expireAfterWrite(TTL));
			return manager;
		}

		@Bean
		Items items() {
			return new Items();
		}

	}

	static class Items {

		@Cacheable(cacheNames = "items", key = "#id")
		public Item find(long id) {
			return Item.of(id);
		}

	}

}
