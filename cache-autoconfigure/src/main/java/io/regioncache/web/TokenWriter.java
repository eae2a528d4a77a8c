package io.regioncache.web;

import java.io.PrintWriter;

/**
 * A writer that does something before each call that may commit the response.
 */
final class TokenWriter extends PrintWriter {

	private final Runnable before;

	TokenWriter(PrintWriter delegate, Runnable before) {
		super(delegate);
		this.before = before;
	}

	@Override
	public void write(int c) {
		this.before.run();
		super.write(c);
	}

	@Override
	public void write(char[] chars, int offset, int length) {
		this.before.run();
		super.write(chars, offset, length);
	}

	@Override
	public void write(String text, int offset, int length) {
		this.before.run();
		super.write(text, offset, length);
	}

	@Override
	public void println() {
		this.before.run();
		super.println();
	}

	@Override
	public void flush() {
		this.before.run();
		super.flush();
	}

	@Override
	public void close() {
		this.before.run();
		super.close();
	}

}
