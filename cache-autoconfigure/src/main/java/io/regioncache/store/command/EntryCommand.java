package io.regioncache.store.command;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.ByteArrayOutput;
import io.lettuce.core.protocol.CommandType;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET entry} alone: the lookup of whoever knows the markers already.
 */
public final class EntryCommand extends CallbackCommand<byte[]> {

	private final EntryAnswered answered;

	public EntryCommand(byte[] entryKey, EntryAnswered answered) {
		super(CommandType.GET, new ByteArrayOutput<>(ByteArrayCodec.INSTANCE), arguments().addKey(entryKey));
		this.answered = answered;
	}

	@Override
	public void answered() {
		String error = getError();
		if (error == null || isForeign(error)) {
			this.answered.answered(get(), error != null);
		}
		else {
			failed(new RedisCommandExecutionException(error));
		}
	}

	@Override
	public void failed(Throwable cause) {
		this.answered.failed(cause);
	}

	/**
	 * Whether an error says that what lies under the key is not a string.
	 */
	static boolean isForeign(String error) {
		return error.startsWith("WRONGTYPE");
	}

	/**
	 * Hears the outcome, on an event loop.
	 */
	public interface EntryAnswered {

		/**
		 * The command was answered.
		 * @param entry the bytes under the key, if any
		 * @param foreign whether what lies there is not a string
		 */
		public void answered(byte @Nullable [] entry, boolean foreign);

		/**
		 * It was not, or with an error.
		 */
		public void failed(Throwable cause);

	}

}
