package io.regioncache.actuate;

import java.lang.reflect.Method;
import java.util.Map;
import java.util.TreeMap;

import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.util.ClassUtils;

/**
 * All operations of all endpoints of this library, found by their annotations.
 */
final class DeclaredOperations {

	private DeclaredOperations() {
	}

	/**
	 * Return the operations.
	 * @return whether each one changes something, by its class and method
	 */
	static Map<String, Boolean> all() {
		ClassPathScanningCandidateComponentProvider scanner = new ClassPathScanningCandidateComponentProvider(false);
		scanner.addIncludeFilter(new AnnotationTypeFilter(Endpoint.class));
		Map<String, Boolean> operations = new TreeMap<>();
		scanner.findCandidateComponents("io.regioncache").forEach((bean) -> {
			Class<?> type = ClassUtils.resolveClassName(String.valueOf(bean.getBeanClassName()), null);
			for (Method method : type.getDeclaredMethods()) {
				add(type, method, operations);
			}
		});
		return operations;
	}

	private static void add(Class<?> type, Method method, Map<String, Boolean> operations) {
		boolean writes = AnnotatedElementUtils.hasAnnotation(method, WriteOperation.class)
				|| AnnotatedElementUtils.hasAnnotation(method, DeleteOperation.class);
		if (writes || AnnotatedElementUtils.hasAnnotation(method, ReadOperation.class)) {
			operations.put(type.getSimpleName() + '.' + method.getName(), writes);
		}
	}

}
