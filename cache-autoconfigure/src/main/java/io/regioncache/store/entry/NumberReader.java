package io.regioncache.store.entry;

import java.nio.ByteBuffer;

/**
 * Reads the numbers of the metadata without a string in between.
 */
public final class NumberReader {

	public static final int DECIMAL = 10;

	public static final int HEXADECIMAL = 16;

	private boolean readable = true;

	private char ended;

	/**
	 * Read a number, up to a comma, an at sign, or the end.
	 * @param maxDigits how many digits it may have
	 * @return the number; anything if it cannot be read
	 */
	public long read(ByteBuffer bytes, int radix, int maxDigits) {
		long number = 0;
		int digits = 0;
		this.ended = 0;
		while (bytes.hasRemaining()) {
			int c = bytes.get();
			if ((c == ',' || c == '@') && digits > 0) {
				this.ended = (char) c;
				return number;
			}
			int digit = Character.digit(c, radix);
			this.readable &= digit >= 0 && ++digits <= maxDigits;
			number = number * radix + digit;
		}
		this.readable &= digits > 0;
		return number;
	}

	/**
	 * Return what has ended the last number: a comma, an at sign, or 0 for the end.
	 */
	public char ended() {
		return this.ended;
	}

	/**
	 * Whether all that was read are numbers.
	 */
	public boolean isReadable() {
		return this.readable;
	}

}
