package io.regioncache.interceptor;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

import io.regioncache.annotation.Invalidates;
import io.regioncache.annotation.RegionCached;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * That annotations work where an optional library is not there.
 */
class OptionalLibrariesTests {

	@ParameterizedTest
	@ValueSource(strings = { "reactor.", "org.springframework.transaction.", "org.aspectj.", "kotlin.", "kotlinx." })
	void annotatedMethodsWorkWithout(String library) throws Exception {
		ClassLoader without = new WithoutLibrary(library);
		assertThatExceptionOfType(ClassNotFoundException.class).isThrownBy(() -> without.loadClass(library + "Any"));
		Object calls = without.loadClass(Calls.class.getName()).getDeclaredConstructor().newInstance();
		assertThat(calls.getClass()).isNotSameAs(Calls.class);
		assertThat(((Callable<?>) calls).call()).isEqualTo("found, changed, later");
	}

	/**
	 * Calls that need no cache: what is invalidated has no tags, what is cached is
	 * excluded by a condition.
	 */
	public static class Calls implements Callable<String> {

		@Override
		public String call() {
			RegionAnnotationAdvisor advisor = new RegionAnnotationAdvisor(new DefaultListableBeanFactory(), () -> {
				throw new IllegalStateException("No cache is needed");
			}, Runnable::run, new KeylessMethods(), new SharedValues(), new WrittenMethods());
			ProxyFactory factory = new ProxyFactory(new Shop());
			factory.setProxyTargetClass(true);
			factory.addAdvisor(advisor);
			Shop shop = (Shop) factory.getProxy(getClass().getClassLoader());
			return shop.find() + ", " + shop.change() + ", " + shop.later().join();
		}

	}

	public static class Shop {

		@RegionCached(cacheNames = "products", condition = "false")
		public String find() {
			return "found";
		}

		@Invalidates(tags = "products", condition = "#result == null")
		public String change() {
			return "changed";
		}

		@RegionCached(cacheNames = "products", condition = "false")
		public CompletableFuture<String> later() {
			return CompletableFuture.completedFuture("later");
		}

	}

	/**
	 * Defines everything but the JDK anew, and does not find one library.
	 */
	private static final class WithoutLibrary extends ClassLoader {

		private final String library;

		WithoutLibrary(String library) {
			super(OptionalLibrariesTests.class.getClassLoader());
			this.library = library;
		}

		@Override
		protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
			if (name.startsWith(this.library)) {
				throw new ClassNotFoundException(name);
			}
			if (!name.startsWith("io.regioncache.") && !name.startsWith("org.springframework.")) {
				return super.loadClass(name, resolve);
			}
			synchronized (getClassLoadingLock(name)) {
				Class<?> loaded = findLoadedClass(name);
				return (loaded != null) ? loaded : define(name);
			}
		}

		private Class<?> define(String name) throws ClassNotFoundException {
			try (InputStream stream = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
				if (stream == null) {
					throw new ClassNotFoundException(name);
				}
				byte[] bytes = stream.readAllBytes();
				return defineClass(name, bytes, 0, bytes.length);
			}
			catch (IOException ex) {
				throw new ClassNotFoundException(name, ex);
			}
		}

	}

}
