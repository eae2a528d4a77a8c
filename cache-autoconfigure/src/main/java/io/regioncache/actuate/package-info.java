/**
 * What operators ask and order through Spring Boot's actuator.
 */
@NullMarked
package io.regioncache.actuate;

import org.jspecify.annotations.NullMarked;
