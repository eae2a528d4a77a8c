package io.regioncache.store.command;

import java.util.LinkedHashMap;
import java.util.Map;

import io.regioncache.store.entry.Markers;
import io.regioncache.store.entry.Scope;

/**
 * Where the markers of the scopes of many entries stand among all that are read: each
 * scope has one place, however many entries it covers.
 *
 * @param scopes the scopes of each entry
 * @param places the place of each of them
 * @param distinct the scopes by their places
 */
record ScopePlaces(Scope[][] scopes, int[][] places, Scope[] distinct) {

	static ScopePlaces of(Scope[][] scopes) {
		Map<Scope, Integer> distinct = new LinkedHashMap<>();
		int[][] places = new int[scopes.length][];
		for (int i = 0; i < scopes.length; i++) {
			places[i] = new int[scopes[i].length];
			for (int j = 0; j < scopes[i].length; j++) {
				Integer next = distinct.size();
				Integer place = distinct.putIfAbsent(scopes[i][j], next);
				places[i][j] = (place != null) ? place : next;
			}
		}
		return new ScopePlaces(scopes, places, distinct.keySet().toArray(new Scope[0]));
	}

	/**
	 * Return the markers of one entry.
	 * @param numbers all that was read
	 * @param index which entry
	 * @param own how many of its scopes cover it whatever its tags
	 */
	Markers markers(MetadataNumbers numbers, int index, int own) {
		return numbers.markers(this.scopes[index], own, this.places[index]);
	}

}
