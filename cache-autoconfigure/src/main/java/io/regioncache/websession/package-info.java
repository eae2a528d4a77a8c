/**
 * Web sessions of Spring Session, in every region. Not to be confused with the sessions
 * of {@code store.session}, which are connections to a Redis server.
 * <p>
 * Public API: the types marked {@code PublicApi}, and no others.
 */
@NullMarked
package io.regioncache.websession;

import org.jspecify.annotations.NullMarked;
