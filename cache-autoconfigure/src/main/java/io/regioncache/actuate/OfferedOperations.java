package io.regioncache.actuate;

/**
 * What the endpoint offers beside how the regions stand.
 *
 * @param rollout whether it says if a deployment may go on
 * @param writable whether it takes orders at all
 */
public record OfferedOperations(boolean rollout, boolean writable) {

}
