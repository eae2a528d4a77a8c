package io.regioncache.interceptor;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;

import io.regioncache.annotation.Invalidates;
import io.regioncache.interceptor.AnnotationFinder.FoundAnnotation;

import org.springframework.aop.support.AopUtils;
import org.springframework.core.BridgeMethodResolver;
import org.springframework.util.ClassUtils;

/**
 * Reads the annotations of a method, and refuses those that contradict each other.
 */
final class MethodSpecFactory {

	private final AttributeParser parser;

	MethodSpecFactory(AttributeParser parser) {
		this.parser = parser;
	}

	/**
	 * Read the annotations of a method.
	 * @param method the method
	 * @param targetClass the class of the target
	 * @return what they say, {@link MethodSpec#NONE} if there are none
	 */
	MethodSpec create(Method method, Class<?> targetClass) {
		boolean hidden = isHidden(AopUtils.getMostSpecificMethod(method, targetClass), targetClass);
		MethodAnnotations annotations = new MethodAnnotations();
		for (FoundAnnotation found : AnnotationFinder.find(method, targetClass, AnnotatedTypes.CACHES)) {
			AnnotationReader reader = reader(found, method, targetClass);
			if (applies(found, reader, hidden)) {
				requireProxy(reader, targetClass);
				annotations.add(reader);
			}
		}
		return annotations.spec(KotlinMethods.isSuspending(method));
	}

	private AnnotationReader reader(FoundAnnotation found, Method method, Class<?> targetClass) {
		Method specific = AopUtils.getMostSpecificMethod(method, targetClass);
		Method called = (found.declared() != null) ? found.declared() : BridgeMethodResolver.findBridgedMethod(method);
		return new AnnotationReader(this.parser, found.annotation(), AnnotatedMethod.of(specific, called, targetClass));
	}

	private static void requireProxy(AnnotationReader reader, Class<?> targetClass) {
		if (isSealed(targetClass)) {
			throw reader.invalid("its class is final and implements no interface, so there can be no proxy of it",
					"Remove final from the class, or open it where it is written in Kotlin");
		}
	}

	/**
	 * Whether an annotation counts. One on a class leaves out what it cannot be meant
	 * for; one on a method must be.
	 */
	private static boolean applies(FoundAnnotation found, AnnotationReader reader, boolean hidden) {
		boolean stores = !reader.type().equals(Invalidates.class);
		boolean nothing = !hidden && stores && reader.shape(false).isNothing();
		if (hidden && found.declared() != null) {
			throw reader.invalid("a private, static or final method cannot be intercepted",
					"Make it an instance method that a proxy can override");
		}
		if (nothing && found.declared() != null) {
			throw reader.invalid("the method returns nothing that could be stored",
					"Return the value, or remove the annotation");
		}
		return !hidden && !nothing;
	}

	static boolean isHidden(Method method, Class<?> targetClass) {
		int modifiers = method.getModifiers();
		return Modifier.isPrivate(modifiers) || Modifier.isStatic(modifiers) || (Modifier.isFinal(modifiers)
				&& !Proxy.isProxyClass(targetClass)
				&& !ClassUtils.getInterfaceMethodIfPossible(method, targetClass).getDeclaringClass().isInterface());
	}

	static boolean isSealed(Class<?> targetClass) {
		return Modifier.isFinal(targetClass.getModifiers()) && !Proxy.isProxyClass(targetClass)
				&& ClassUtils.getAllInterfacesForClass(targetClass).length == 0;
	}

}
