/**
 * Auto-configuration of what the endpoints of Spring Boot Actuator show.
 * <p>
 * Internal: nothing here is promised to applications.
 */
@NullMarked
package io.regioncache.autoconfigure.actuate;

import org.jspecify.annotations.NullMarked;
