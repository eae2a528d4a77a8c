package io.regioncache.store.command;

import io.lettuce.core.RedisAsyncCommandsImpl;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.RedisAdvancedClusterAsyncCommandsImpl;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.RedisCommand;

/**
 * Lettuce's commands on entries and locks, which a {@link WriteBatch} can gather.
 */
public final class EntryCommands {

	private EntryCommands() {
	}

	/**
	 * Return the commands of a connection.
	 */
	public static RedisClusterAsyncCommands<byte[], byte[]> of(StatefulConnection<byte[], byte[]> connection) {
		return (connection instanceof StatefulRedisClusterConnection<byte[], byte[]> cluster) ? new OnCluster(cluster)
				: new OnServer((StatefulRedisConnection<byte[], byte[]>) connection);
	}

	private static final class OnServer extends RedisAsyncCommandsImpl<byte[], byte[]> {

		private final StatefulRedisConnection<byte[], byte[]> connection;

		OnServer(StatefulRedisConnection<byte[], byte[]> connection) {
			super(connection, ByteArrayCodec.INSTANCE);
			this.connection = connection;
		}

		@Override
		public <T> AsyncCommand<byte[], byte[], T> dispatch(RedisCommand<byte[], byte[], T> command) {
			AsyncCommand<byte[], byte[], T> gathered = new AsyncCommand<>(command);
			return WriteBatch.add(this.connection, gathered) ? gathered : super.dispatch(command);
		}

	}

	private static final class OnCluster extends RedisAdvancedClusterAsyncCommandsImpl<byte[], byte[]> {

		private final StatefulRedisClusterConnection<byte[], byte[]> connection;

		OnCluster(StatefulRedisClusterConnection<byte[], byte[]> connection) {
			super(connection, ByteArrayCodec.INSTANCE);
			this.connection = connection;
		}

		@Override
		public <T> AsyncCommand<byte[], byte[], T> dispatch(RedisCommand<byte[], byte[], T> command) {
			AsyncCommand<byte[], byte[], T> gathered = new AsyncCommand<>(command);
			return WriteBatch.add(this.connection, gathered) ? gathered : super.dispatch(command);
		}

	}

}
