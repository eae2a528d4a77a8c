package io.regioncache.websession;

import io.regioncache.annotation.PublicApi;

/**
 * Declares the type of an attribute, since Redis holds no class names. Text, booleans,
 * whole numbers and {@code double} need none.
 *
 * @param name the name of the attribute
 * @param type the type to which its JSON is bound
 * @since 0.1
 */
@PublicApi
public record SessionAttributeType(String name, Class<?> type) {

}
