/**
 * Real Redis servers for tests, and the ways to break them.
 */
@NullMarked
package io.regioncache.testkit;

import org.jspecify.annotations.NullMarked;
