/**
 * Auto-configuration of what the endpoints of Spring Boot Actuator show.
 */
@NullMarked
package io.regioncache.autoconfigure.actuate;

import org.jspecify.annotations.NullMarked;
