/**
 * Regions in containers, for tests with
 * {@link org.springframework.boot.testcontainers.service.connection.ServiceConnection @ServiceConnection}.
 * <p>
 * Internal: nothing here is promised to applications.
 */
@NullMarked
package io.regioncache.autoconfigure.testcontainers;

import org.jspecify.annotations.NullMarked;
