package io.regioncache.warming;

import java.time.Duration;

/**
 * How a cache is warmed.
 *
 * @param concurrency how many keys are loaded at once
 * @param maxKeys how many keys are loaded at most
 * @param repeatAfter for how long a cache counts as warmed
 */
public record WarmingSettings(int concurrency, int maxKeys, Duration repeatAfter) {

}
