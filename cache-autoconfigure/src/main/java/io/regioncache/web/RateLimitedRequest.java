package io.regioncache.web;

import java.util.Collection;
import java.util.List;
import java.util.function.Function;

import io.regioncache.annotation.Vary;
import io.regioncache.caller.CallerContext;
import org.jspecify.annotations.Nullable;

/**
 * What the key of a rate limit may be made of: the root of its expression.
 */
public final class RateLimitedRequest {

	private final String method;

	private final String path;

	private final @Nullable String principal;

	private final @Nullable Object tenant;

	private final @Nullable CallerContext caller;

	private final Function<String, ? extends Collection<String>> headers;

	RateLimitedRequest(String method, String path, @Nullable String principal, @Nullable Object tenant,
			@Nullable CallerContext caller, Function<String, ? extends Collection<String>> headers) {
		this.method = method;
		this.path = path;
		this.principal = principal;
		this.tenant = tenant;
		this.caller = caller;
		this.headers = headers;
	}

	/**
	 * Return the method.
	 * @return the method in upper case
	 */
	public String getMethod() {
		return this.method;
	}

	/**
	 * Return the path.
	 * @return the path inside the application, not decoded
	 */
	public String getPath() {
		return this.path;
	}

	/**
	 * Return the name of the caller.
	 * @return the name, {@code null} if it has not said who it is
	 */
	public @Nullable String getPrincipal() {
		return this.principal;
	}

	/**
	 * Return the tenant of the caller.
	 * @return the tenant, {@code null} if it is not known
	 */
	public @Nullable Object getTenant() {
		return this.tenant;
	}

	/**
	 * Return the network address of the caller.
	 * @return the address, {@code null} if it is not known
	 */
	public @Nullable String getClientAddress() {
		return (this.caller != null) ? this.caller.address() : null;
	}

	/**
	 * Return a header, which any client may choose.
	 * @param name the name of the header
	 * @return its first value, {@code null} if there is none
	 */
	public @Nullable String header(String name) {
		return List.copyOf(this.headers.apply(name)).stream().findFirst().orElse(null);
	}

	@Nullable CallerContext caller() {
		return this.caller;
	}

	@Nullable Object attribute(String name) {
		if (Vary.PRINCIPAL.equals(name)) {
			return (this.principal != null) ? CallerContext.principal(this.principal) : null;
		}
		return this.tenant;
	}

}
