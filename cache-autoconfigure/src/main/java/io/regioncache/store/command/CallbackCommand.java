package io.regioncache.store.command;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.CommandOutput;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;

/**
 * A command whose outcome is heard once, on the event loop, before the next answer is
 * read. Nothing is heard of an answer that comes after it was given up.
 *
 * @param <T> what is answered
 */
public abstract class CallbackCommand<T> extends Command<byte[], byte[], T> {

	public CallbackCommand(CommandType type, CommandOutput<byte[], byte[], T> output,
			CommandArgs<byte[], byte[]> arguments) {
		super(type, output, arguments);
	}

	public static CommandArgs<byte[], byte[]> arguments() {
		return new CommandArgs<>(ByteArrayCodec.INSTANCE);
	}

	/**
	 * Hear that it was answered, be it with an error.
	 */
	public abstract void answered();

	/**
	 * Hear that it will not be answered.
	 */
	public abstract void failed(Throwable cause);

	@Override
	public void complete() {
		boolean first = !isDone();
		super.complete();
		if (first) {
			answered();
		}
	}

	@Override
	public boolean completeExceptionally(Throwable throwable) {
		boolean first = !isDone();
		super.completeExceptionally(throwable);
		if (first) {
			failed(throwable);
		}
		return first;
	}

	@Override
	public void cancel() {
		boolean first = !isDone();
		super.cancel();
		if (first) {
			failed(new RedisCommandExecutionException("The command was canceled"));
		}
	}

}
