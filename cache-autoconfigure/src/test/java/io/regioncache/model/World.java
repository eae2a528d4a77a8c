package io.regioncache.model;

import java.util.ArrayList;
import java.util.List;

import io.regioncache.model.Actor.Stage;
import org.jspecify.annotations.Nullable;

/**
 * One region, one key that carries one tag, and everybody around it. Versions count the
 * commits to the database.
 *
 * @param serving the data of the server that serves
 * @param other the data of the other one: a replica, or an old primary
 * @param actors who reads and writes
 * @param faults what has not gone wrong yet
 * @param database the newest version
 * @param returned the newest version whose invalidation has returned
 * @param removed the same of those that remove
 * @param process which of two server processes serves
 * @param promotions how often another one was promoted
 * @param epochs how many epochs have begun; random in Redis, here never used twice
 * @param now the time, for the wall clock mutant alone
 */
record World(Server serving, Server other, List<Actor> actors, List<Fault> faults, int database, int returned,
		int removed, int process, int promotions, int epochs, int now) {

	Actor actor(int who) {
		return this.actors.get(who);
	}

	World with(int who, Actor actor) {
		List<Actor> changed = new ArrayList<>(this.actors);
		changed.set(who, actor);
		return new World(this.serving, this.other, List.copyOf(changed), this.faults, this.database, this.returned,
				this.removed, this.process, this.promotions, this.epochs, this.now);
	}

	World with(int who, Stage stage) {
		return with(who, actor(who).at(stage));
	}

	World withServers(Server serving, Server other) {
		return new World(serving, other, this.actors, this.faults, this.database, this.returned, this.removed,
				this.process, this.promotions, this.epochs, this.now);
	}

	World withRegion(ModelRegion region) {
		return withServers(new Server(region, this.serving.entry()), this.other);
	}

	World withEntry(Entry entry) {
		return withServers(new Server(this.serving.region(), entry), this.other);
	}

	World withFaults(List<Fault> faults) {
		return new World(this.serving, this.other, this.actors, faults, this.database, this.returned, this.removed,
				this.process, this.promotions, this.epochs, this.now);
	}

	World withDatabase(int version) {
		return new World(this.serving, this.other, this.actors, this.faults, version, this.returned, this.removed,
				this.process, this.promotions, this.epochs, this.now);
	}

	World returned(int version) {
		return new World(this.serving, this.other, this.actors, this.faults, this.database,
				Math.max(this.returned, version), this.removed, this.process, this.promotions, this.epochs, this.now);
	}

	World removed(int version) {
		return new World(this.serving, this.other, this.actors, this.faults, this.database, this.returned,
				Math.max(this.removed, version), this.process, this.promotions, this.epochs, this.now);
	}

	World promoted() {
		return new World(this.other, this.serving, this.actors, this.faults, this.database, this.returned, this.removed,
				1 - this.process, this.promotions + 1, this.epochs, this.now);
	}

	World withEpochs(int epochs) {
		return new World(this.serving, this.other, this.actors, this.faults, this.database, this.returned, this.removed,
				this.process, this.promotions, epochs, this.now);
	}

	World later() {
		return new World(this.serving, this.other, this.actors, this.faults, this.database, this.returned, this.removed,
				this.process, this.promotions, this.epochs, this.now + 1);
	}

	/**
	 * What one server process holds.
	 *
	 * @param region the metadata
	 * @param entry the entry
	 */
	record Server(ModelRegion region, @Nullable Entry entry) {

	}

	enum Fault {

		METADATA_LOST, REPLICA_CATCHES_UP, FAIL_OVER, ENTRY_FALLS_BACK, KEY_MARKER_DROPPED, TAG_MARKER_DROPPED

	}

}
