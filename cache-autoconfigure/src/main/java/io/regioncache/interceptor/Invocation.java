package io.regioncache.interceptor;

import java.lang.reflect.Method;
import java.util.List;

import io.regioncache.caller.Caller;
import org.jspecify.annotations.Nullable;

/**
 * One call of an annotated method; {@code #root} of its expressions, which read the
 * getters. Immutable, since the tags of an entry may be asked for on another thread.
 */
final class Invocation {

	private final Method method;

	private final @Nullable Object target;

	private final Class<?> targetClass;

	private final @Nullable Object[] args;

	private final Caller caller;

	private final @Nullable Object result;

	private final @Nullable Object element;

	Invocation(Method method, @Nullable Object target, Class<?> targetClass, @Nullable Object[] args) {
		this(method, target, targetClass, args, KotlinMethods.isSuspending(method));
	}

	/**
	 * Create a call of a method of which it is known whether it is a suspending function.
	 */
	Invocation(Method method, @Nullable Object target, Class<?> targetClass, @Nullable Object[] args,
			boolean suspending) {
		this.method = method;
		this.target = target;
		this.targetClass = targetClass;
		this.args = suspending ? KotlinMethods.arguments(method, args) : args;
		this.caller = Caller.ANYBODY;
		this.result = null;
		this.element = null;
	}

	private Invocation(Invocation call, @Nullable Object[] args, Caller caller, @Nullable Object result,
			@Nullable Object element) {
		this.method = call.method;
		this.target = call.target;
		this.targetClass = call.targetClass;
		this.args = args;
		this.caller = caller;
		this.result = result;
		this.element = element;
	}

	/**
	 * Return the same call once its body has answered.
	 * @param result the answer
	 * @return the call
	 */
	Invocation returning(@Nullable Object result) {
		return new Invocation(this, this.args, this.caller, result, this.element);
	}

	/**
	 * Return the same call by a caller.
	 * @param caller the caller
	 * @return the call
	 */
	Invocation by(Caller caller) {
		return (caller == this.caller) ? this : new Invocation(this, this.args, caller, this.result, this.element);
	}

	/**
	 * Return the same call for one of the elements it asks for: it is the argument then.
	 * @param parameter the parameter of the elements
	 * @param element the element
	 * @return the call
	 */
	Invocation of(KeysParameter parameter, Object element) {
		return with(parameter, element, element);
	}

	/**
	 * Return the same call with some of the elements it asks for.
	 * @param parameter the parameter of the elements
	 * @param elements the elements
	 * @return the call
	 */
	Invocation asking(KeysParameter parameter, List<Object> elements) {
		return with(parameter, parameter.collection(elements), null);
	}

	private Invocation with(KeysParameter parameter, Object argument, @Nullable Object element) {
		@Nullable Object[] args = this.args.clone();
		args[parameter.index()] = argument;
		return new Invocation(this, args, this.caller, this.result, element);
	}

	boolean isSuspending() {
		return KotlinMethods.isSuspending(this.method);
	}

	Caller caller() {
		return this.caller;
	}

	@Nullable Object argument(int index) {
		return this.args[index];
	}

	@Nullable Object element() {
		return this.element;
	}

	@Nullable Object result() {
		return this.result;
	}

	public Method getMethod() {
		return this.method;
	}

	public String getMethodName() {
		return this.method.getName();
	}

	public @Nullable Object getTarget() {
		return this.target;
	}

	public Class<?> getTargetClass() {
		return this.targetClass;
	}

	public @Nullable Object[] getArgs() {
		return this.args;
	}

}
