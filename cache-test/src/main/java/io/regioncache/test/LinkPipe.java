package io.regioncache.test;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * One direction of one connection: what is on its way, each with the time of its arrival,
 * and never ahead of what was sent before. Opening and ending a connection travel like
 * bytes, and as slowly. Used by the link's thread only.
 */
final class LinkPipe {

	static final long NEVER = Long.MAX_VALUE;

	/**
	 * What the network holds of one connection before its sender has to wait.
	 */
	private static final int CAPACITY = 16 * 1024 * 1024;

	private final LinkLane lane;

	private final SocketChannel from;

	private final SocketChannel to;

	private final Queue<LinkParcel> parcels = new ArrayDeque<>();

	private long bytesOnTheWay;

	private boolean ended;

	private boolean broken;

	private boolean blocked;

	private boolean finished;

	LinkPipe(LinkLane lane, SocketChannel from, SocketChannel to) {
		this.lane = lane;
		this.from = from;
		this.to = to;
	}

	/**
	 * Take up what the sender has sent.
	 * @param buffer a buffer for what is read
	 */
	void receive(ByteBuffer buffer) {
		buffer.clear().limit(this.lane.portion(buffer.capacity()));
		try {
			int length = this.from.read(buffer);
			if (length < 0) {
				end(LinkParcel.Kind.END);
			}
			else if (length > 0 && !this.broken) {
				send(LinkParcel.Kind.BYTES, ByteBuffer.allocate(length).put(buffer.flip()).flip());
			}
		}
		catch (IOException ex) {
			end(LinkParcel.Kind.RESET);
		}
	}

	void open() {
		send(LinkParcel.Kind.OPEN, ByteBuffer.allocate(0));
	}

	/**
	 * Let the connection end once everything before has arrived.
	 * @param kind how
	 */
	void end(LinkParcel.Kind kind) {
		if (!this.ended) {
			this.ended = true;
			send(kind, ByteBuffer.allocate(0));
		}
	}

	private void send(LinkParcel.Kind kind, ByteBuffer bytes) {
		this.bytesOnTheWay += bytes.remaining();
		long arrival = this.lane.arrival(System.nanoTime(), bytes.remaining());
		this.parcels.add(new LinkParcel(kind, bytes, arrival));
	}

	/**
	 * Deliver what has arrived.
	 * @param now the time
	 * @param connection is told of what is not bytes
	 * @return when there is more to do
	 */
	long deliver(long now, Ends connection) {
		this.blocked = false;
		// What has reached the server before the lane was silenced is not taken back
		while (!this.parcels.isEmpty() && (!this.lane.isWithheld() || connection.isConnecting())
				&& connection.isOpen()) {
			LinkParcel parcel = this.parcels.element();
			if (parcel.arrival() > now) {
				return parcel.arrival();
			}
			if (!hand(parcel, connection)) {
				return NEVER;
			}
			this.parcels.poll();
		}
		return NEVER;
	}

	private boolean hand(LinkParcel parcel, Ends connection) {
		switch (parcel.kind()) {
			case OPEN -> {
				return connection.opened();
			}
			case BYTES -> {
				return this.broken || write(parcel.bytes(), connection);
			}
			case END -> shutDown();
			case RESET -> connection.reset();
		}
		return true;
	}

	private boolean write(ByteBuffer bytes, Ends connection) {
		int end = bytes.limit();
		int length = (int) Math.min(bytes.remaining(), this.lane.bytesLeft());
		try {
			int written = this.to.write(bytes.limit(bytes.position() + length));
			this.lane.delivered(written);
			this.bytesOnTheWay -= written;
			bytes.limit(end);
			if (bytes.hasRemaining() && this.lane.bytesLeft() == 0) {
				connection.close();
			}
			this.blocked = bytes.hasRemaining();
			return !this.blocked;
		}
		catch (IOException ex) {
			// The sender learns of it once it is read that the receiver has gone
			this.broken = true;
			this.bytesOnTheWay = 0;
			return true;
		}
	}

	private void shutDown() {
		this.finished = true;
		try {
			this.to.shutdownOutput();
		}
		catch (IOException ex) {
			// the receiver is gone already
		}
	}

	/**
	 * Return when more can be received.
	 * @param now the time
	 * @return when, which may be never
	 */
	long receivesAt(long now) {
		return (this.ended || this.bytesOnTheWay >= CAPACITY) ? NEVER : this.lane.takesMoreAt(now);
	}

	/**
	 * Return whether the receiver has to take something before more is delivered.
	 * @return whether it has to
	 */
	boolean isBlocked() {
		return this.blocked;
	}

	boolean isFinished() {
		return this.finished;
	}

	/**
	 * The connection that a pipe belongs to.
	 */
	interface Ends {

		boolean isConnecting();

		boolean isOpen();

		/**
		 * The client has arrived at the server.
		 * @return whether the server is there
		 */
		boolean opened();

		void reset();

		void close();

	}

}
