/**
 * Auto-configuration of who is calling: locale, country, tenant and principal.
 * <p>
 * Internal: nothing here is promised to applications.
 */
@NullMarked
package io.regioncache.autoconfigure.caller;

import org.jspecify.annotations.NullMarked;
