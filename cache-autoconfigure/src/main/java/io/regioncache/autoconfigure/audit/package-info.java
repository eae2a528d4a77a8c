/**
 * Auto-configuration of the auditor.
 * <p>
 * Internal: nothing here is promised to applications.
 */
@NullMarked
package io.regioncache.autoconfigure.audit;

import org.jspecify.annotations.NullMarked;
