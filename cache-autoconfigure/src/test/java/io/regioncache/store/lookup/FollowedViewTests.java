package io.regioncache.store.lookup;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import io.lettuce.core.protocol.ProtocolVersion;
import io.regioncache.annotation.InvalidationMode;
import io.regioncache.store.FollowedSession;
import io.regioncache.store.entry.Lease;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.write.Invalidate;
import io.regioncache.testkit.RedisExtension;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * When entries that a process keeps itself are judged by what it follows.
 */
class FollowedViewTests {

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.own();

	private final AtomicLong clock = new AtomicLong();

	@AutoClose
	private FollowedSession session;

	@BeforeEach
	void open() {
		redis.admin().flushAll();
		this.session = new FollowedSession(redis.server().url(), ProtocolVersion.RESP3, this.clock::get);
	}

	@Test
	void staysTheSameUntilSomethingChanges() {
		Lease now = now();
		FollowedView view = view(now);
		assertThat(view).isNotNull().isSameAs(view(now));
		Lease marked = invalidate();
		Awaitility.await().until(() -> view(marked) != null);
		assertThat(view(marked)).isNotSameAs(view).isSameAs(view(marked));
	}

	@Test
	void isThereOnceItHasComeAsFarAsThisProcessKnowsTheRegionToHave() {
		Lease now = now();
		assertThat(view(new Lease(now.epoch(), now.number() + 1))).isNull();
		assertThat(view(new Lease(now.epoch() + 1, 0))).isNull();
		invalidate();
		Awaitility.await().until(() -> view(new Lease(now.epoch(), now.number() + 1)) != null);
	}

	@Test
	void ageCountsFromTheSendingOfTheLastComparison() {
		Lease now = now();
		this.clock.addAndGet(Follower.MAX_NEAR_AGE - 1);
		assertThat(view(now)).isNotNull();
		this.clock.addAndGet(1);
		assertThat(view(now)).isNull();
		this.session.lookup(99);
		assertThat(view(now)).isNotNull();
	}

	@Test
	void asksForAComparisonOnceAnAgeAndNotBefore() {
		assertThat(isPollDue()).isFalse();
		this.clock.addAndGet(Follower.MAX_AGE);
		assertThat(isPollDue()).isTrue();
		assertThat(isPollDue()).as("while it is under way").isFalse();
		this.clock.addAndGet(Follower.MAX_AGE);
		assertThat(isPollDue()).as("after it was not answered").isTrue();
		this.session.lookup(99);
		assertThat(isPollDue()).isFalse();
	}

	@Test
	void isGoneWhileTheMetadataIsReadAnew() {
		Lease now = now();
		redis.admin().call("HINCRBY", "{followed}:m", "told", "1");
		redis.server().pause();
		this.session.follower().pushes().emptied();
		assertThat(view(now)).isNull();
		redis.server().resume();
		Awaitility.await().until(() -> view(now) != null);
	}

	private FollowedView view(Lease known) {
		return this.session.follower().view(this.clock.get(), known);
	}

	private boolean isPollDue() {
		return this.session.follower().isPollDue(this.clock.get());
	}

	private Lease now() {
		return this.session.lookup(99).markers().lease();
	}

	private Lease invalidate() {
		return new Invalidate(List.of(Scope.tag("red")), InvalidationMode.REMOVE).send(this.session.session())
			.join()
			.lease();
	}

}
