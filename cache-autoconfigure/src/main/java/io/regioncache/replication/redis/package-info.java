/**
 * TODO
 */
@NullMarked
package io.regioncache.replication.redis;

import org.jspecify.annotations.NullMarked;
