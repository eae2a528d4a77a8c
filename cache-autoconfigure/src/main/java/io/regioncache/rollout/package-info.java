/**
 * Tells a pipeline which regions a deployment may go to next.
 * <p>
 * Internal: nothing here is promised to applications.
 */
@NullMarked
package io.regioncache.rollout;

import org.jspecify.annotations.NullMarked;
