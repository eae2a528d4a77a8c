package io.regioncache.chaos;

import java.nio.file.Path;
import java.time.Duration;

import io.regioncache.testkit.RedisServer;
import io.regioncache.testkit.ServerClock;
import org.jspecify.annotations.Nullable;

/**
 * A region of one server, which persists what it holds.
 */
final class SingleServer extends RegionServers {

	private static final String[] CONFIG = { "appendonly yes" };

	private final @Nullable ServerClock clock;

	private final RedisServer server;

	private @Nullable Path snapshot;

	SingleServer(Delays pause, boolean withClock) {
		super(pause);
		this.clock = (withClock && ServerClock.isAvailable()) ? ServerClock.create() : null;
		this.server = (this.clock != null) ? RedisServer.start(this.clock, CONFIG) : RedisServer.start(CONFIG);
	}

	@Override
	String url() {
		return this.server.url();
	}

	@Override
	RedisServer server() {
		return this.server;
	}

	@Override
	boolean canSuffer(FaultKind kind) {
		return kind != FaultKind.CLOCK_JUMP || this.clock != null;
	}

	@Override
	void suffer(Fault fault) {
		switch (fault.kind()) {
			case RESTART_EMPTY -> {
				this.server.kill();
				hold(fault.hold());
				this.server.restartEmpty();
			}
			case RESTART -> {
				this.server.kill();
				hold(fault.hold());
				this.server.restart();
			}
			case OLD_SNAPSHOT -> startFromSnapshot(fault);
			case TAIL_CUT -> this.server.restartWithoutTail(100 + fault.number() % 50_000);
			case CLOCK_JUMP -> jump(Duration.ofSeconds(fault.number() % 7200 - 3600));
			default -> super.suffer(fault);
		}
	}

	private void startFromSnapshot(Fault fault) {
		Path earlier = this.snapshot;
		if (earlier == null || fault.number() % 2 == 0) {
			earlier = this.server.snapshot();
			this.snapshot = earlier;
		}
		hold(fault.hold());
		this.server.restartFrom(earlier);
	}

	private void jump(Duration duration) {
		if (this.clock != null) {
			this.clock.jump(duration);
		}
	}

	@Override
	public void close() {
		this.server.close();
		if (this.clock != null) {
			this.clock.close();
		}
	}

}
