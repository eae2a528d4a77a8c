/**
 * For tests of applications that run in several regions: distances and partitions between
 * regions on one machine, and the assertion that regions agree.
 * <p>
 * Public API: every public type.
 */
@NullMarked
package io.regioncache.test;

import org.jspecify.annotations.NullMarked;
