package io.regioncache.websession;

import java.time.Duration;
import java.util.List;

import io.regioncache.testkit.RedisAdmin;
import io.regioncache.websession.WebSessionCounts.Event;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * How long revocations are kept, and who heeds them, in three regions.
 */
class RevocationsAcrossRegionsTests {

	@RegisterExtension
	static final SessionRegions regions = new SessionRegions();

	@Test
	void aRegionThatHasMissedTheLogStillLearnsWhatIsRevoked() {
		String one = regions.in("east").login(null);
		String other = regions.in("east").login("ann");
		regions.awaitEverywhere(one, other);
		regions.stop("west");
		regions.in("east").repository().deleteById(one);
		regions.in("east").repository().deleteByPrincipalName("ann");
		await().until(() -> !regions.in("south").accepts(other));
		regions.server("east").admin().call("XTRIM", "{app}:log", "MAXLEN", "0");
		regions.server("south").admin().call("XTRIM", "{app}:log", "MAXLEN", "0");
		regions.restart("west");
		await().until(() -> !regions.in("west").accepts(one) && !regions.in("west").accepts(other));
	}

	@Test
	void aRevocationIsDroppedOnceEveryRegionHasReadIt() {
		String id = regions.in("east").login(null);
		regions.in("east").repository().deleteById(id);
		await().until(() -> revocations("east") == 1 && revocations("west") == 1 && revocations("south") == 1);
		await().atMost(Duration.ofMinutes(1)).until(() -> {
			expireRevocations();
			return SessionRegions.NAMES.stream().allMatch((region) -> revocations(region) == 0);
		});
	}

	private static long revocations(String region) {
		return regions.server(region)
			.admin()
			.list("HKEYS", "{app}:m")
			.stream()
			.filter((field) -> String.valueOf(field).startsWith("x:"))
			.count();
	}

	/**
	 * All revocations have been kept for long enough.
	 */
	private static void expireRevocations() {
		for (String region : SessionRegions.NAMES) {
			RedisAdmin admin = regions.server(region).admin();
			for (Object field : admin.list("HKEYS", "{app}:m")) {
				String name = String.valueOf(field);
				if (name.startsWith("x:") && !admin.text("HGET", "{app}:m", name).contains("!")) {
					admin.call("HSET", "{app}:m", name, "1");
				}
			}
		}
	}

	/**
	 * A revocation is noted by one pass and dropped by a later one: when the second
	 * revocation is noted, a later one has come to the first.
	 */
	@Test
	void aRevocationIsKeptForARegionThatHasNotReadIt() {
		String id = regions.in("east").login(null);
		regions.awaitEverywhere(id);
		// A region is waited for once it has told how far it has read
		await().until(() -> regions.server("east").admin().call("HGET", "{app}:m", "r:west") != null);
		regions.stop("west");
		regions.in("east").repository().deleteById(id);
		await().until(() -> revocations("south") == 1);
		await().until(() -> dueOnceExpired() == 1);
		regions.in("east").repository().deleteById(regions.in("east").login(null));
		await().until(() -> revocations("east") == 2);
		await().until(() -> dueOnceExpired() == 2);
		regions.restart("west");
		await().until(() -> !regions.in("west").accepts(id));
	}

	/**
	 * How many the region has found to have been kept for long enough. One that is sent
	 * again, as on a busy machine, is kept for longer.
	 */
	private static long dueOnceExpired() {
		expireRevocations();
		return regions.server("east")
			.admin()
			.list("HVALS", "{app}:m")
			.stream()
			.filter((value) -> String.valueOf(value).matches("\\d+!\\d+"))
			.count();
	}

	/**
	 * West has not heard of the revocation, and the session is gone from the others.
	 */
	@Test
	void whatAnotherRegionHasIsJudgedByTheRevocationsOfHome() {
		String id = regions.in("east").login("ann");
		regions.awaitEverywhere(id);
		regions.stop("west");
		regions.in("east").repository().deleteByPrincipalName("ann");
		await().until(() -> !regions.in("south").accepts(id));
		try (SessionNode neighbor = regions.start("east").awaitComplete()) {
			for (String region : List.of("east", "south")) {
				regions.server(region).admin().call("DEL", "app:ws:shop:" + id);
			}
			assertThat(neighbor.accepts(id)).isFalse();
			assertThat(neighbor.sessions().counts().of(Event.REVOKED)).isEqualTo(1);
		}
	}

}
