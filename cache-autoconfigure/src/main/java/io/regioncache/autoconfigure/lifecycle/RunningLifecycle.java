package io.regioncache.autoconfigure.lifecycle;

import java.util.concurrent.atomic.AtomicBoolean;

import org.springframework.context.SmartLifecycle;

/**
 * Something that runs from when the application has started until it begins to stop, and
 * that a paused context leaves running.
 */
public abstract class RunningLifecycle implements SmartLifecycle {

	private final AtomicBoolean running = new AtomicBoolean();

	@Override
	public final void start() {
		this.running.set(true);
		begin();
	}

	@Override
	public final void stop() {
		this.running.set(false);
		end();
	}

	/**
	 * Begin to run.
	 */
	protected abstract void begin();

	/**
	 * Run no longer.
	 */
	protected abstract void end();

	@Override
	public final boolean isRunning() {
		return this.running.get();
	}

	@Override
	public final boolean isPauseable() {
		return false;
	}

}
