/**
 * The protocol by which a server is replaced while everything that was cached stays warm,
 * explored before it is built.
 */
@NullMarked
package io.regioncache.model.failover;

import org.jspecify.annotations.NullMarked;
