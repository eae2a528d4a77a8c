package io.regioncache.warming;

/**
 * How the warming of a cache stands.
 *
 * @param state how far it has come
 * @param warmed keys that this process has loaded, or found cached
 * @param failed keys that it could not load
 * @param seconds how long this process has warmed
 */
public record WarmingStatus(WarmingState state, long warmed, long failed, double seconds) {

}
