/**
 * Auto-configuration of consistency tokens.
 */
@NullMarked
package io.regioncache.autoconfigure.consistency;

import org.jspecify.annotations.NullMarked;
