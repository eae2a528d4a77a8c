package io.regioncache.store.connection;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandType;

/**
 * {@code CLIENT CACHING YES}: the server tracks what the next command of its connection
 * reads. It is refused where nothing is tracked.
 */
public final class CachingCommand extends Command<byte[], byte[], String> {

	public CachingCommand() {
		super(CommandType.CLIENT, new StatusOutput<>(ByteArrayCodec.INSTANCE),
				CallbackCommand.arguments().add("CACHING").add("YES"));
	}

	public boolean hasSucceeded() {
		return getError() == null && "OK".equals(get());
	}

}
