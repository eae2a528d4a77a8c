package io.regioncache.store.command;

import io.lettuce.core.protocol.CommandType;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.regioncache.store.entry.MetadataKeys;
import io.regioncache.store.entry.Scope;

/**
 * {@code HMGET metadata}: how far a region has come and the markers of some scopes,
 * encoded from what is encoded already.
 */
abstract class MetadataCommand extends CallbackCommand<MetadataNumbers> {

	private final byte[] beginning;

	private final Scope[] scopes;

	MetadataCommand(MetadataKeys keys, Scope[] scopes, MetadataNumbers numbers) {
		super(CommandType.HMGET, numbers, arguments().addKey(keys.hash()));
		this.beginning = keys.lookup();
		this.scopes = scopes;
	}

	@Override
	public void encode(ByteBuf buffer) {
		buffer.writeByte('*');
		ByteBufUtil.writeAscii(buffer, Integer.toString(2 + MetadataNumbers.HEADER + this.scopes.length));
		buffer.writeByte('\r').writeByte('\n').writeBytes(this.beginning);
		for (Scope scope : this.scopes) {
			buffer.writeBytes(scope.argument());
		}
	}

}
