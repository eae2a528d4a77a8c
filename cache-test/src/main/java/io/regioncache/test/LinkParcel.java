package io.regioncache.test;

import java.nio.ByteBuffer;

/**
 * Something on its way through a {@link LinkPipe}.
 *
 * @param kind what it is about
 * @param bytes the bytes left to deliver
 * @param arrival when it arrives, in the time of {@link System#nanoTime()}
 */
record LinkParcel(Kind kind, ByteBuffer bytes, long arrival) {

	/**
	 * What a parcel is about.
	 */
	enum Kind {

		OPEN, BYTES, END, RESET

	}

}
