/**
 * What users type.
 * <p>
 * Public API: the types marked {@code PublicApi}, and no others.
 */
@NullMarked
package io.regioncache.annotation;

import org.jspecify.annotations.NullMarked;
