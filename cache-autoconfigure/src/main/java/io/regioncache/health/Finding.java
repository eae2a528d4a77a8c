package io.regioncache.health;

/**
 * Something that is wrong with a server or its settings.
 *
 * @param id names what is wrong, for those who compare
 * @param problem what is wrong, in one sentence
 * @param advice what to type, or to do
 */
public record Finding(String id, String problem, String advice) {

}
