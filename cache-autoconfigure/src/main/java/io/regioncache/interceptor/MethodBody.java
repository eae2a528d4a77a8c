package io.regioncache.interceptor;

/**
 * The body of a method, to be called once or several times.
 *
 * @param <T> what a call of it gives
 */
@FunctionalInterface
interface MethodBody<T> {

	/**
	 * Return what calls the body.
	 * @param call the call, with the arguments that the body is to be given
	 * @return calls the body
	 */
	T of(Invocation call);

}
