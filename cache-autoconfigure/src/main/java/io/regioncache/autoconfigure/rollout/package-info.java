/**
 * Auto-configuration of rolling deployments over regions.
 * <p>
 * Internal: nothing here is promised to applications.
 */
@NullMarked
package io.regioncache.autoconfigure.rollout;

import org.jspecify.annotations.NullMarked;
