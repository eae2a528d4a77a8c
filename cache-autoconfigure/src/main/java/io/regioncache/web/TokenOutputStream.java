package io.regioncache.web;

import java.io.IOException;
import java.nio.ByteBuffer;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;

/**
 * A stream that does something before each call that may commit the response.
 */
final class TokenOutputStream extends ServletOutputStream {

	private final ServletOutputStream delegate;

	private final Runnable before;

	TokenOutputStream(ServletOutputStream delegate, Runnable before) {
		this.delegate = delegate;
		this.before = before;
	}

	@Override
	public void write(int b) throws IOException {
		this.before.run();
		this.delegate.write(b);
	}

	@Override
	public void write(byte[] bytes, int offset, int length) throws IOException {
		this.before.run();
		this.delegate.write(bytes, offset, length);
	}

	@Override
	public void write(ByteBuffer buffer) throws IOException {
		this.before.run();
		this.delegate.write(buffer);
	}

	@Override
	public void flush() throws IOException {
		this.before.run();
		this.delegate.flush();
	}

	@Override
	public void close() throws IOException {
		this.before.run();
		this.delegate.close();
	}

	@Override
	public boolean isReady() {
		return this.delegate.isReady();
	}

	@Override
	public void setWriteListener(WriteListener listener) {
		this.delegate.setWriteListener(listener);
	}

}
