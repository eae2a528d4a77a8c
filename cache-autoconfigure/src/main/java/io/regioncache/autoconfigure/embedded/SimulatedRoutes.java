package io.regioncache.autoconfigure.embedded;

import java.util.function.UnaryOperator;

/**
 * How this application reaches embedded regions that are connected by a simulated
 * network. Apart from {@link EmbeddedRegionsConfiguration}, nothing here needs the test
 * kit on the class path.
 *
 * @param home the region from which the network is seen
 * @param url region name to the URL at which its Redis is reached
 */
record SimulatedRoutes(String home, UnaryOperator<String> url) {

}
