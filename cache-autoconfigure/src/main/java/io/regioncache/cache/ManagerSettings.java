package io.regioncache.cache;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;

import io.regioncache.cache.settings.CacheSettings;
import io.regioncache.cache.settings.SessionSettings;
import io.regioncache.cache.value.ValueCodec;
import org.jspecify.annotations.Nullable;

/**
 * What all caches of a manager share.
 *
 * @param defaults the settings of caches that have none of their own
 * @param codec turns values into bytes and back
 * @param executor where non-blocking loads and refreshes begin
 * @param session what is done for callers with a consistency token
 * @param clock tells when entries expire
 * @param hold after how long the hold of a dead process becomes an invalidation;
 * {@code null} if nothing is held before a commit
 */
record ManagerSettings(CacheSettings defaults, ValueCodec codec, Executor executor, SessionSettings session,
		InstantSource clock, @Nullable Duration hold) {

	static ManagerSettings ofDefaults() {
		return new ManagerSettings(CacheSettings.DEFAULTS, new ValueCodec(), ForkJoinPool.commonPool(),
				SessionSettings.DEFAULTS, InstantSource.system(), null);
	}

	ManagerSettings withDefaults(CacheSettings defaults) {
		return new ManagerSettings(defaults, this.codec, this.executor, this.session, this.clock, this.hold);
	}

	ManagerSettings withCodec(ValueCodec codec) {
		return new ManagerSettings(this.defaults, codec, this.executor, this.session, this.clock, this.hold);
	}

	ManagerSettings withExecutor(Executor executor) {
		return new ManagerSettings(this.defaults, this.codec, executor, this.session, this.clock, this.hold);
	}

	ManagerSettings withSession(SessionSettings session) {
		return new ManagerSettings(this.defaults, this.codec, this.executor, session, this.clock, this.hold);
	}

	ManagerSettings withClock(InstantSource clock) {
		return new ManagerSettings(this.defaults, this.codec, this.executor, this.session, clock, this.hold);
	}

	ManagerSettings withHold(Duration hold) {
		return new ManagerSettings(this.defaults, this.codec, this.executor, this.session, this.clock, hold);
	}

}
