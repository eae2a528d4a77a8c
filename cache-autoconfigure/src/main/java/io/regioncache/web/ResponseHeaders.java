package io.regioncache.web;

import java.util.List;

import org.springframework.http.ResponseCookie;

/**
 * The headers of a response that is not committed yet.
 */
interface ResponseHeaders {

	/**
	 * Return the names of all headers that are set.
	 * @return the names, a copy
	 */
	List<String> names();

	/**
	 * Return the values of a header.
	 * @param name the name
	 * @return the values, one for each line
	 */
	List<String> get(String name);

	/**
	 * Replace the values of a header.
	 * @param name the name
	 * @param values the values, at least one
	 */
	void set(String name, List<String> values);

	/**
	 * Add a cookie, instead of an earlier one of the same name.
	 * @param cookie the cookie
	 */
	void set(ResponseCookie cookie);

}
