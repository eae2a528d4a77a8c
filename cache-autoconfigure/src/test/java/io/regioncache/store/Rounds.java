package io.regioncache.store;

import org.awaitility.Awaitility;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Version 1 is cached and seen by every node, then invalidated for version 2.
 */
final class Rounds {

	private Rounds() {
	}

	static void cache(int keys, StoreNode... nodes) {
		for (int key = 0; key < keys; key++) {
			for (StoreNode node : nodes) {
				node.cache(key, 1);
			}
		}
	}

	static void invalidate(int keys, StoreNode node) {
		for (int key = 0; key < keys; key++) {
			int current = key;
			Awaitility.await("applied to key " + key).until(() -> node.invalidate(current));
		}
	}

	/**
	 * Asserts that no node serves version 1, neither at once nor when it has found its
	 * server again.
	 * @param keys how many keys
	 * @param nodes the nodes
	 */
	static void assertMiss(int keys, StoreNode... nodes) {
		for (StoreNode node : nodes) {
			for (int key = 0; key < keys; key++) {
				assertThat(node.read(key, 2)).as("at once, key %d", key).isEqualTo(2);
			}
			node.awaitAvailable();
			for (int key = 0; key < keys; key++) {
				assertThat(node.read(key, 2)).as("later, key %d", key).isEqualTo(2);
			}
		}
	}

}
