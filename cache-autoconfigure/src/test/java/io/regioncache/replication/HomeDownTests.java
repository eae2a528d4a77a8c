package io.regioncache.replication;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.regioncache.annotation.InvalidationMode;
import io.regioncache.store.lookup.Lookup;
import io.regioncache.store.write.InvalidationResult;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.write.Stored;
import io.regioncache.store.position.PositionListener;
import io.regioncache.testkit.RedisExtension;
import io.regioncache.testkit.RedisServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A node whose home region is down turns to the other region.
 */
class HomeDownTests {

	@RegisterExtension
	static final RedisExtension east = RedisExtension.own();

	@RegisterExtension
	static final RedisExtension west = RedisExtension.own();

	private final Topology mesh = Topology.mesh(List.of("east", "west"));

	@AutoClose
	private ReplicaNode inEast;

	@AutoClose
	private ReplicaNode inWest;

	@BeforeEach
	void start() {
		this.inEast = node("east").awaitLevel("west");
		this.inWest = node("west").awaitLevel("east");
	}

	private ReplicaNode node(String name) {
		return new ReplicaNode(name, this.mesh, Map.of("east", east.server().url(), "west", west.server().url())::get);
	}

	@Test
	void itsInvalidationsGoIntoTheLogOfTheOtherRegion() {
		east.server().kill();
		await().until(() -> this.inEast.invalidate("books").join() == InvalidationResult.RELAYED);
		assertThat(marker(west.server(), "books")).isNotNull();
		east.server().restartEmpty();
		await().until(() -> marker(east.server(), "books") != null);
	}

	@Test
	void whoWaitsForAllRegionsIsToldOfEachThatHasNotAppliedIt() {
		List<Scope> books = List.of(Scope.tag("books"));
		east.server().kill();
		await().until(() -> everywhere(books).equals(List.of("east")));
		assertThat(marker(west.server(), "books")).isNotNull();
		west.server().kill();
		await().until(() -> everywhere(books).equals(List.of("east", "west")));
	}

	private List<String> everywhere(List<Scope> scopes) {
		return this.inEast.store()
			.invalidations()
			.invalidateEverywhere(scopes, InvalidationMode.REMOVE, Duration.ofSeconds(1), PositionListener.UNHEARD)
			.join();
	}

	@Test
	void whatWasRelayedSurvivesTheProcess() {
		east.server().kill();
		await().until(() -> this.inEast.invalidate("books").join() == InvalidationResult.RELAYED);
		this.inEast.close();
		east.server().restartEmpty();
		assertThat(marker(east.server(), "books")).isNull();
		this.inEast = node("east");
		await().until(() -> east.admin().call("HGET", "{app}:m", "*") != null);
	}

	@Test
	void withoutAnyRegionInvalidationsAreKeptAndRetried() {
		this.inWest.close();
		east.server().kill();
		west.server().kill();
		await().until(() -> this.inEast.invalidate("books").join() == InvalidationResult.DEFERRED);
		assertThat(this.inEast.read("books")).isNull();
		east.server().restartEmpty();
		await().until(() -> this.inEast.lookup("books").markers() != null);
		assertThat(marker(east.server(), "books")).isNotNull();
	}

	@Test
	void readsAreAnsweredByTheOtherRegion() {
		this.inWest.cache("books", "from west");
		east.server().kill();
		await().until(() -> "from west".equals(this.inEast.read("books")));
	}

	@Test
	void whatIsLoadedMeanwhileIsStoredInTheOtherRegionOnly() {
		east.server().kill();
		this.inEast.cache("books", "loaded");
		Lookup lookup = this.inEast.lookup("books");
		assertThat(this.inWest.read("books")).isEqualTo("loaded");
		east.server().restartEmpty();
		await().until(() -> this.inEast.lookup("authors").markers() != null && east.admin().number("DBSIZE") > 0);
		await().until(() -> this.inEast.read("books") == null);
		assertThat(this.inEast.store("books", "late", lookup)).as("under the lease of the other")
			.isEqualTo(Stored.STORED);
		assertThat(this.inEast.read("books")).isNull();
		assertThat(east.admin().number("EXISTS", "app:e:1:books:books")).isZero();
		assertThat(west.admin().text("GET", "app:e:1:books:books")).endsWith("late");
	}

	@Test
	void whoHasInvalidatedIsNotAnsweredWithWhatWasBefore() {
		this.inWest.cache("books", "old");
		east.server().kill();
		await().until(() -> "old".equals(this.inEast.read("books")));
		assertThat(this.inEast.invalidate("books").join()).isEqualTo(InvalidationResult.RELAYED);
		assertThat(this.inEast.read("books")).isNull();
		await("still answers").until(() -> this.inEast.lookup("books").markers() != null);
	}

	@Test
	void anInvalidationThatNoRegionTookStopsTheAnswersOfOthers() {
		this.inWest.cache("books", "old");
		east.server().kill();
		await().until(() -> "old".equals(this.inEast.read("books")));
		west.server().pause();
		assertThat(this.inEast.invalidate("books").join()).isEqualTo(InvalidationResult.DEFERRED);
		west.server().resume();
		for (int i = 0; i < 20; i++) {
			assertThat(this.inEast.read("books")).isNull();
		}
		east.server().restartEmpty();
		await().until(() -> this.inEast.lookup("books").markers() != null);
		assertThat(this.inEast.read("books")).isNull();
	}

	private static @Nullable Object marker(RedisServer server, String tag) {
		return server.admin().call("HGET", "{app}:m", Scope.tag(tag).field());
	}

}
