/**
 * Which regions exist, which one is home, and how to reach each.
 */
@NullMarked
package io.regioncache.region;

import org.jspecify.annotations.NullMarked;
