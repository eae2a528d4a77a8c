/**
 * Tests of replication.
 */
@NullMarked
package io.regioncache.replication;

import org.jspecify.annotations.NullMarked;
