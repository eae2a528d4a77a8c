package io.regioncache.interceptor;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.expression.BeanResolver;
import org.springframework.expression.ConstructorResolver;
import org.springframework.expression.EvaluationContext;
import org.springframework.expression.IndexAccessor;
import org.springframework.expression.MethodResolver;
import org.springframework.expression.OperatorOverloader;
import org.springframework.expression.PropertyAccessor;
import org.springframework.expression.TypeComparator;
import org.springframework.expression.TypeConverter;
import org.springframework.expression.TypeLocator;
import org.springframework.expression.TypedValue;

/**
 * What SpEL sees of a call: its arguments and result as variables, the call as root.
 * <p>
 * Built for each evaluation, so it copies nothing: names are looked up in a map that
 * belongs to the method, everything else is shared.
 */
final class CallContext implements EvaluationContext {

	static final String RESULT = "result";

	private final EvaluationContext shared;

	private final Map<String, Integer> arguments;

	private final Invocation call;

	CallContext(EvaluationContext shared, Map<String, Integer> arguments, Invocation call) {
		this.shared = shared;
		this.arguments = arguments;
		this.call = call;
	}

	@Override
	public TypedValue getRootObject() {
		return new TypedValue(this.call);
	}

	@Override
	public @Nullable Object lookupVariable(String name) {
		if (name.equals(RESULT)) {
			return this.call.result();
		}
		Integer index = this.arguments.get(name);
		if (index != null) {
			return this.call.argument(index);
		}
		return name.equals(KeysParameter.ELEMENT) ? this.call.element() : null;
	}

	@Override
	public boolean isAssignmentEnabled() {
		return false;
	}

	@Override
	public void setVariable(String name, @Nullable Object value) {
		throw new UnsupportedOperationException("Expressions of annotations cannot set variables");
	}

	@Override
	public List<PropertyAccessor> getPropertyAccessors() {
		return this.shared.getPropertyAccessors();
	}

	@Override
	public List<IndexAccessor> getIndexAccessors() {
		return this.shared.getIndexAccessors();
	}

	@Override
	public List<ConstructorResolver> getConstructorResolvers() {
		return this.shared.getConstructorResolvers();
	}

	@Override
	public List<MethodResolver> getMethodResolvers() {
		return this.shared.getMethodResolvers();
	}

	@Override
	public @Nullable BeanResolver getBeanResolver() {
		return this.shared.getBeanResolver();
	}

	@Override
	public TypeLocator getTypeLocator() {
		return this.shared.getTypeLocator();
	}

	@Override
	public TypeConverter getTypeConverter() {
		return this.shared.getTypeConverter();
	}

	@Override
	public TypeComparator getTypeComparator() {
		return this.shared.getTypeComparator();
	}

	@Override
	public OperatorOverloader getOperatorOverloader() {
		return this.shared.getOperatorOverloader();
	}

}
