package io.regioncache.interceptor;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

import io.regioncache.annotation.Invalidates;
import io.regioncache.annotation.RegionCached;
import io.regioncache.testkit.RedisExtension;
import org.aopalliance.intercept.MethodInterceptor;
import org.aspectj.weaver.Advice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.aop.aspectj.annotation.AnnotationAwareAspectJAutoProxyCreator;
import org.springframework.aop.config.AopConfigUtils;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.aop.framework.autoproxy.InfrastructureAdvisorAutoProxyCreator;
import org.springframework.aop.support.AopUtils;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.NameMatchMethodPointcut;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which beans are proxied, in which ways, and where the advisor stands.
 */
class ProxyTests {

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.shared();

	@RegisterExtension
	final RegionCaches caches = new RegionCaches(redis);

	@ParameterizedTest
	@CsvSource({ "true, true", "true, false", "false, true", "false, false" })
	void proxiesOfBothKindsAreMadeWithAspectJAndWithout(boolean aspectj, boolean targetClass) {
		runner(aspectj).withPropertyValues("spring.aop.proxy-target-class=" + targetClass)
			.withBean("shop", Shop.class)
			.run((context) -> {
				Finder finder = context.getBean(Finder.class);
				assertThat(AopUtils.isCglibProxy(finder)).isEqualTo(targetClass);
				assertThat(AopUtils.isJdkDynamicProxy(finder)).isEqualTo(!targetClass);
				assertThat(context.getBean(AopConfigUtils.AUTO_PROXY_CREATOR_BEAN_NAME)).isExactlyInstanceOf(aspectj
						? AnnotationAwareAspectJAutoProxyCreator.class : InfrastructureAdvisorAutoProxyCreator.class);
				assertThat(finder.onInterface(1)).isOne();
				assertThat(finder.onInterface(1)).isOne();
				assertThat(finder.onClass(1)).isEqualTo(2);
				assertThat(finder.onClass(1)).isEqualTo(2);
				finder.change();
				assertThat(finder.onInterface(1)).isEqualTo(3);
				assertThat(finder.onClass(1)).isEqualTo(4);
			});
	}

	@Test
	void aClassWithoutInterfaceIsProxiedByItsClass() {
		runner(false).withPropertyValues("spring.aop.proxy-target-class=false").withBean(Plain.class).run((context) -> {
			Plain plain = context.getBean(Plain.class);
			assertThat(AopUtils.isCglibProxy(plain)).isTrue();
			assertThat(plain.find(1)).isOne();
			assertThat(plain.find(1)).isOne();
		});
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void aRepositoryIsCachedByItsInterface(boolean aspectj) {
		runner(aspectj).withBean("products", RepositoryFactory.class).run((context) -> {
			Products products = context.getBean(Products.class);
			assertThat(products.find(1L)).contains(new Product(1));
			assertThat(products.find(1L)).contains(new Product(1));
			assertThat(products.count("a")).isEqualTo(2);
			assertThat(products.count("a")).isEqualTo(2);
			products.drop();
			assertThat(products.find(1L)).contains(new Product(3));
		});
	}

	@Test
	void aBeanWithoutAnnotationsIsLeftAlone() {
		runner(true).withBean("text", StringBuilder.class, () -> new StringBuilder("x"))
			.withBean(Unrelated.class)
			.run((context) -> assertThat(AopUtils.isAopProxy(context.getBean(Unrelated.class))).isFalse());
	}

	@Test
	void theAdvisorStandsInsideMethodSecurityAndOutsideTransactions() {
		AtomicInteger checks = new AtomicInteger();
		AtomicInteger transactions = new AtomicInteger();
		runner(false).withBean("security", DefaultPointcutAdvisor.class, () -> advisor(checks, 600), ProxyTests::role)
			.withBean("transactions", DefaultPointcutAdvisor.class, () -> advisor(transactions, Integer.MAX_VALUE),
					ProxyTests::role)
			.withBean(Plain.class)
			.run((context) -> {
				Plain plain = context.getBean(Plain.class);
				plain.find(1);
				plain.find(1);
				assertThat(checks).hasValue(2);
				assertThat(transactions).hasValue(1);
				assertThat(((Advised) plain).getAdvisors()[1]).isInstanceOf(RegionAnnotationAdvisor.class);
			});
	}

	@Test
	void aLoadThatIsRepeatedPassesTheInnerInterceptorsAgain() {
		AtomicInteger inner = new AtomicInteger();
		runner(false)
			.withBean("inner", DefaultPointcutAdvisor.class, () -> advisor(inner, Integer.MAX_VALUE), ProxyTests::role)
			.withBean(Plain.class)
			.run((context) -> {
				Plain plain = context.getBean(Plain.class);
				reactor.core.publisher.Mono<Integer> find = plain.uncached();
				assertThat(find.block()).isOne();
				assertThat(find.block()).isEqualTo(2);
				assertThat(inner).hasValue(2);
			});
	}

	private ApplicationContextRunner runner(boolean aspectj) {
		ApplicationContextRunner runner = this.caches.runner();
		return aspectj ? runner : runner.withClassLoader(new FilteredClassLoader(Advice.class));
	}

	private static DefaultPointcutAdvisor advisor(AtomicInteger calls, int order) {
		NameMatchMethodPointcut pointcut = new NameMatchMethodPointcut();
		pointcut.setMappedNames("find", "uncached");
		DefaultPointcutAdvisor advisor = new DefaultPointcutAdvisor(pointcut, (MethodInterceptor) (invocation) -> {
			calls.incrementAndGet();
			return invocation.proceed();
		});
		advisor.setOrder(order);
		return advisor;
	}

	private static void role(BeanDefinition definition) {
		definition.setRole(BeanDefinition.ROLE_INFRASTRUCTURE);
	}

	public interface Finder {

		@RegionCached(cacheNames = "onInterface", key = "#number", tags = "numbers")
		int onInterface(long number);

		int onClass(long number);

		@Invalidates(tags = "numbers")
		void change();

	}

	public static class Shop implements Finder {

		private final AtomicInteger loads = new AtomicInteger();

		@Override
		public int onInterface(long id) {
			return this.loads.incrementAndGet();
		}

		@Override
		@RegionCached(cacheNames = "onClass", key = "#id", tags = "numbers")
		public int onClass(long id) {
			return this.loads.incrementAndGet();
		}

		@Override
		public void change() {
		}

	}

	public static class Plain {

		private final AtomicInteger loads = new AtomicInteger();

		@RegionCached("plain")
		public int find(long id) {
			return this.loads.incrementAndGet();
		}

		@RegionCached(cacheNames = "plain", condition = "false")
		public reactor.core.publisher.Mono<Integer> uncached() {
			return reactor.core.publisher.Mono.just(this.loads.incrementAndGet());
		}

	}

	public record Product(int version) {
	}

	public interface Repository<T, K> {

		Optional<T> find(K id);

		int count(String name);

		void drop();

	}

	@RegionCached(cacheNames = "products", tags = "products")
	public interface Products extends Repository<Product, Long> {

		@Override
		@RegionCached(cacheNames = "counts", key = "#category")
		int count(String category);

		@Override
		@Invalidates(tags = "products")
		void drop();

	}

	/**
	 * Makes a proxy around a generic implementation, as Spring Data does.
	 */
	static class RepositoryFactory implements FactoryBean<Products> {

		private final Products repository;

		RepositoryFactory() {
			GenericRepository<Product, Long> target = new GenericRepository<>();
			ProxyFactory factory = new ProxyFactory(target);
			factory.setInterfaces(Products.class);
			factory.addAdvice((MethodInterceptor) (invocation) -> ReflectionUtils.invokeMethod(
					ClassUtils.getMostSpecificMethod(invocation.getMethod(), GenericRepository.class), target,
					invocation.getArguments()));
			factory.setOpaque(true);
			this.repository = (Products) factory.getProxy(Products.class.getClassLoader());
		}

		@Override
		public Products getObject() {
			return this.repository;
		}

		@Override
		public Class<?> getObjectType() {
			return Products.class;
		}

	}

	public static class GenericRepository<T, K> implements Repository<T, K> {

		private int loads;

		@Override
		@SuppressWarnings("unchecked")
		public Optional<T> find(K id) {
			return (Optional<T>) Optional.of(new Product(++this.loads));
		}

		@Override
		public int count(String name) {
			return ++this.loads;
		}

		@Override
		public void drop() {
		}

	}

	static class Unrelated {

		public int find(long id) {
			return 0;
		}

	}

}
