package io.regioncache.replication.warming;

import java.util.HexFormat;
import java.util.List;

import io.regioncache.store.session.Session;
import org.jspecify.annotations.Nullable;

/**
 * What the metadata of the home region says about the warm-up of one epoch.
 */
final class WarmUpNote {

	private static final String FIELD = "warm";

	private static final String BEGUN = "begun";

	private static final String DONE = "done";

	private final Session home;

	private final String epoch;

	private final Waiting waiting;

	WarmUpNote(Session home, long epoch, Waiting waiting) {
		this.home = home;
		this.epoch = HexFormat.of().toHexDigits(epoch) + ':';
		this.waiting = waiting;
	}

	/**
	 * Read how far the warm-up has come.
	 */
	State read() throws Exception {
		List<@Nullable String> fields = this.waiting.of(this.home.read(List.of(FIELD)));
		String noted = fields.get(0);
		if ((this.epoch + DONE).equals(noted)) {
			return State.DONE;
		}
		return (this.epoch + BEGUN).equals(noted) ? State.BEGUN : State.NONE;
	}

	void begun() throws Exception {
		write(BEGUN);
	}

	void done() throws Exception {
		write(DONE);
	}

	private void write(String state) throws Exception {
		this.waiting.of(this.home.fields().write(FIELD, this.epoch + state));
	}

	/**
	 * How far the warm-up of an epoch has come.
	 */
	enum State {

		/** Nothing was copied. */
		NONE,

		/** A process has begun to copy. */
		BEGUN,

		/** There is nothing to copy any more. */
		DONE

	}

}
