/**
 * Auto-configuration of who is calling: locale, country, tenant and principal.
 */
@NullMarked
package io.regioncache.autoconfigure.caller;

import org.jspecify.annotations.NullMarked;
