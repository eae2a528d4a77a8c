package io.regioncache.caller;

import java.util.List;

import io.regioncache.annotation.PublicApi;
import org.jspecify.annotations.Nullable;

/**
 * What a request tells of its caller, whatever the web stack. Anybody can send any
 * header.
 *
 * @since 0.1
 */
@PublicApi
public interface CallerRequest {

	/**
	 * Return the values of a header.
	 * @param name the name of the header, in any case
	 * @return the values in their order, empty if the request has no such header
	 */
	List<String> headers(String name);

	/**
	 * Whether one of {@code regions.vary.trusted-proxies} has opened the connection,
	 * whatever forwarded headers say.
	 * @return {@code false} also where that cannot be told
	 */
	boolean isFromTrustedProxy();

	/**
	 * Return what a trusted proxy says in the first of some headers that is there.
	 * @param names the names of the headers
	 * @return the value; {@code null} if none is there, if it is there twice, or if
	 * nobody who is trusted says so
	 */
	default @Nullable String trusted(List<String> names) {
		if (!names.isEmpty() && isFromTrustedProxy()) {
			for (String name : names) {
				List<String> values = headers(name);
				if (!values.isEmpty()) {
					return (values.size() == 1) ? values.get(0) : null;
				}
			}
		}
		return null;
	}

}
