package io.regioncache.replication.redis;

import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * What a reader of a log and its source tell each other about routes.
 *
 * @param known is told what the source knows of routes, if anything
 * @param relied whether the reader relies on the source, which then reads from it in turn
 */
public record SourceRoutes(Consumer<String> known, BooleanSupplier relied) {

}
