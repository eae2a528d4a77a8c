/**
 * Spring Petclinic's shape as a small application: entities that refer to each other,
 * collections that only have a getter, and pages, all of them cached.
 */
@NullMarked
package io.regioncache.petclinic;

import org.jspecify.annotations.NullMarked;
