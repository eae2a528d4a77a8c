package io.regioncache.autoconfigure.lifecycle;

import org.springframework.context.SmartLifecycle;

/**
 * Something that runs from when the application has started until it begins to stop, and
 * that a paused context leaves running.
 */
public abstract class RunningLifecycle implements SmartLifecycle {

	private volatile boolean running;

	@Override
	public final void start() {
		this.running = true;
		begin();
	}

	@Override
	public final void stop() {
		this.running = false;
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
		return this.running;
	}

	@Override
	public final boolean isPauseable() {
		return false;
	}

}
