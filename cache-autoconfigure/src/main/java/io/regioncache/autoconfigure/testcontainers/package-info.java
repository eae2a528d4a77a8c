/**
 * Regions in containers, for tests with
 * {@link org.springframework.boot.testcontainers.service.connection.ServiceConnection @ServiceConnection}.
 */
@NullMarked
package io.regioncache.autoconfigure.testcontainers;

import org.jspecify.annotations.NullMarked;
