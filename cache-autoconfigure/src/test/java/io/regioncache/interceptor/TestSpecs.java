package io.regioncache.interceptor;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Map;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.util.PropertyPlaceholderHelper;

/**
 * Reads annotations without an application context.
 */
final class TestSpecs {

	private final DefaultListableBeanFactory beanFactory = new DefaultListableBeanFactory();

	private final MethodSpecs specs = new MethodSpecs(new MethodSpecFactory(new AttributeParser(this.beanFactory)),
			new KeylessMethods(), new SharedValues(), new WrittenMethods());

	TestSpecs property(String name, String value) {
		PropertyPlaceholderHelper helper = new PropertyPlaceholderHelper("${", "}", ":", null, false);
		this.beanFactory.addEmbeddedValueResolver((text) -> helper.replacePlaceholders(text, Map.of(name, value)::get));
		return this;
	}

	TestSpecs bean(String name, Object bean) {
		this.beanFactory.registerSingleton(name, bean);
		return this;
	}

	MethodSpecs specs() {
		return this.specs;
	}

	MethodSpec read(Class<?> targetClass, String method) {
		return this.specs.get(method(targetClass, method), targetClass);
	}

	static Method method(Class<?> type, String name) {
		return Arrays.stream(type.getMethods())
			.filter((method) -> method.getName().equals(name) && !method.isBridge())
			.findFirst()
			.orElseThrow(() -> new IllegalArgumentException("No method " + name));
	}

	static Invocation call(Class<?> type, String method, Object... args) {
		return new Invocation(method(type, method), type, type, args);
	}

}
