package io.regioncache.websession;

import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Regions that are emptied, restarted, cut off and dead: what lives stays, and what is
 * revoked stays so.
 */
class SessionLossTests {

	@RegisterExtension
	static final SessionRegions regions = new SessionRegions();

	/** How many sessions live, and how many are revoked: thousands in a deep run. */
	private static final int SESSIONS = Integer.getInteger("regioncache.sessions.count", 40);

	@Test
	void anEmptiedRegionKeepsWhatLivesAndRefusesWhatIsRevoked() {
		List<String> living = regions.login(SESSIONS, "living");
		List<String> revoked = regions.login(SESSIONS, "revoked");
		destroy(revoked);
		regions.server("east").admin().flushAll();
		assertStanding(living, revoked);
	}

	@Test
	void aRegionThatIsRestartedEmptyKeepsWhatLivesAndRefusesWhatIsRevoked() {
		List<String> living = regions.login(SESSIONS, "living");
		List<String> revoked = regions.login(SESSIONS, "revoked");
		destroy(revoked);
		regions.server("east").restartEmpty();
		assertStanding(living, revoked);
	}

	/**
	 * The server comes back with sessions, and without what revokes them.
	 */
	@Test
	void aRegionThatFallsBackToASnapshotRefusesWhatIsRevoked() {
		List<String> living = regions.login(SESSIONS, "living");
		List<String> revoked = regions.login(SESSIONS, "revoked");
		Path snapshot = regions.server("east").snapshot();
		destroy(revoked);
		regions.server("east").restartFrom(snapshot);
		assertStanding(living, revoked);
	}

	private static void destroy(List<String> ids) {
		ids.subList(0, ids.size() / 2).forEach((id) -> regions.in("east").repository().deleteById(id));
		for (int i = 0; i < 10; i++) {
			regions.in("east").repository().deleteByPrincipalName("revoked" + i);
		}
		await().until(() -> ids.stream()
			.noneMatch((id) -> regions.in("west").accepts(id) || regions.in("south").accepts(id)));
	}

	/**
	 * Never may a revoked session be accepted meanwhile, and at last every living one is.
	 */
	private static void assertStanding(List<String> living, List<String> revoked) {
		await().until(() -> {
			assertThat(revoked).noneMatch((id) -> regions.in("east").accepts(id));
			return living.stream().allMatch((id) -> regions.in("east").accepts(id));
		});
		assertThat(living).allMatch((id) -> regions.in("west").accepts(id) && regions.in("south").accepts(id));
		assertThat(revoked).noneMatch((id) -> regions.in("west").accepts(id) || regions.in("south").accepts(id));
		System.out.printf("SESSIONS of %,d that live %,d are kept, of %,d that are revoked 0 are accepted%n",
				living.size(), living.size(), revoked.size());
	}

	@Test
	void noSessionOfFormerTimesIsAcceptedWhileARegionCannotBeAsked() {
		String former = regions.in("east").login("ann");
		regions.awaitEverywhere(former);
		regions.network().link("east", "south").blackHole();
		regions.server("east").admin().flushAll();
		await().until(() -> regions.in("east").sessions().isRecovering());
		assertThat(regions.in("east").accepts(former)).isFalse();
		String later = regions.in("east").login("ann");
		assertThat(regions.in("east").accepts(later)).isTrue();
		regions.network().link("east", "south").heal();
		await().until(() -> regions.in("east").accepts(former));
		assertThat(regions.in("east").accepts(later)).isTrue();
	}

	@Test
	void whileRedisIsDownAnotherRegionAnswers() {
		String id = regions.in("east").login("ann");
		regions.awaitEverywhere(id);
		regions.server("east").kill();
		await().until(() -> regions.in("east").accepts(id));
		regions.in("east").change(id, "meanwhile", "1");
		String created = regions.in("east").login("bob");
		assertThat(regions.in("east").accepts(created)).isTrue();
		regions.in("east").repository().deleteById(id);
		assertThat(regions.in("east").accepts(id)).isFalse();
		regions.server("east").restart();
		await().until(() -> regions.in("east").store().isAvailable() && regions.in("east").accepts(created));
		assertThat(regions.in("east").accepts(id)).isFalse();
		await().until(() -> !regions.in("west").accepts(id) && !regions.in("south").accepts(id));
	}

}
