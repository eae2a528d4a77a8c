/**
 * What operators ask and order through Spring Boot's actuator.
 * <p>
 * Internal: nothing here is promised to applications.
 */
@NullMarked
package io.regioncache.actuate;

import org.jspecify.annotations.NullMarked;
