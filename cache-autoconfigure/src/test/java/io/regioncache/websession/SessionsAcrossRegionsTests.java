package io.regioncache.websession;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.regioncache.websession.WebSessionCounts.Event;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Sessions of users who roam between three regions, and what one region does to them.
 */
class SessionsAcrossRegionsTests {

	@RegisterExtension
	static final SessionRegions regions = new SessionRegions();

	/** How often a user changes the region: 100,000 in a deep run. */
	private static final int HOPS = Integer.getInteger("regioncache.sessions.hops", 300);

	@Test
	void changesOfTwoRegionsAtOnceBothStay() {
		String id = regions.in("east").login("ann");
		regions.awaitEverywhere(id);
		regions.in("east").change(id, "one", "1");
		regions.in("west").change(id, "other", "2");
		await().until(() -> SessionRegions.NAMES.stream()
			.allMatch((region) -> "1".equals(regions.in(region).attribute(id, "one"))
					&& "2".equals(regions.in(region).attribute(id, "other"))));
	}

	@Test
	void whatOneRegionDestroysNoneAccepts() {
		String one = regions.in("east").login(null);
		List<String> all = new ArrayList<>();
		for (int i = 0; i < 10; i++) {
			all.add(regions.in(SessionRegions.NAMES.get(i % 3)).login("ann"));
		}
		regions.awaitEverywhere(all.toArray(String[]::new));
		regions.in("west").repository().deleteById(one);
		regions.in("west").repository().deleteByPrincipalName("ann");
		assertThat(regions.in("west").accepts(one)).isFalse();
		assertThat(all).noneMatch((id) -> regions.in("west").accepts(id));
		await().until(() -> SessionRegions.NAMES.stream()
			.allMatch((region) -> !regions.in(region).accepts(one)
					&& all.stream().noneMatch((id) -> regions.in(region).accepts(id))));
		String later = regions.in("west").login("ann");
		regions.awaitEverywhere(later);
		assertThat(regions.in("south").accepts(later)).isTrue();
	}

	/**
	 * A server of a busy machine may not answer in time: then nobody can tell whether the
	 * user is logged in.
	 */
	@Test
	void aUserWhoRoamsInsideTheLagIsLoggedIn() {
		int lost = 0;
		int untold = 0;
		long unanswered = unanswered();
		String id = regions.in("east").login("ann");
		for (int i = 0; i < HOPS; i++) {
			SessionNode here = regions.in(SessionRegions.NAMES.get((i + 1) % 3));
			RegionSession session = here.repository().findById(id);
			if (session == null) {
				lost += (unanswered() == unanswered) ? 1 : 0;
				untold += (unanswered() == unanswered) ? 0 : 1;
				unanswered = unanswered();
				id = here.login("ann");
				continue;
			}
			id = session.changeSessionId();
			here.repository().save(session);
		}
		System.out.printf("SESSIONS %,d hops, %,d of them faster than replication, %d logged out, %d times no answer%n",
				HOPS, regions.count(Event.ELSEWHERE), lost, untold);
		assertThat(lost).isZero();
		assertThat(regions.count(Event.ELSEWHERE)).as("hops that were faster than replication").isPositive();
	}

	private static long unanswered() {
		return regions.count(Event.UNKNOWN) + regions.count(Event.UNSAVED);
	}

	@Test
	void theSessionsOfAUserAreListedInEveryRegion() {
		String one = regions.in("east").login("ann");
		String other = regions.in("west").login("ann");
		assertThat(regions.in("south").repository().findByPrincipalName("ann")).containsOnlyKeys(one, other);
		regions.server("east").admin().flushAll();
		await().until(() -> regions.in("east").accepts(other));
		assertThat(regions.in("east").repository().findByPrincipalName("ann")).containsKey(other);
	}

	/**
	 * The server takes the session, but not what is to be shipped. Nobody changes the
	 * session later.
	 */
	@Test
	void aSessionThatCouldNotBeShippedIsShippedLater() {
		regions.server("east").admin().call("ACL", "SETUSER", "default", "-hincrby");
		String id = regions.in("east").login("ann");
		regions.server("east").admin().call("ACL", "SETUSER", "default", "+hincrby");
		await().until(() -> SessionRegions.NAMES.stream().allMatch((region) -> regions.stores(region, id)));
	}

}
