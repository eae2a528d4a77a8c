package io.regioncache.consistency;

import java.time.Duration;

/**
 * A token as text, for whoever is to bring it back.
 *
 * @param text the text, of the characters of Base64url, at most 256
 * @param life for how long it will be accepted, positive
 */
public record IssuedToken(String text, Duration life) {

}
