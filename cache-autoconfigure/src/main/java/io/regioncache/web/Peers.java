package io.regioncache.web;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import org.jspecify.annotations.Nullable;
import reactor.netty.http.server.HttpServerRequest;

import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.util.ClassUtils;

/**
 * Finds the address that has opened a connection, whatever a server makes of forwarded
 * headers. Where a server hides it, it is unknown.
 */
final class Peers {

	/**
	 * The name of the attribute of {@link PeerAddressValve}, whose class is not there
	 * without Tomcat.
	 */
	static final String PEER = "io.regioncache.web.PEER";

	private static final boolean SERVLET = isPresent("jakarta.servlet.ServletRequest");

	private static final boolean NETTY = isPresent("reactor.netty.http.server.HttpServerRequest");

	private final boolean forwarded;

	/**
	 * Create a finder.
	 * @param forwarded whether the server itself may replace the address by one from a
	 * forwarded header
	 */
	Peers(boolean forwarded) {
		this.forwarded = forwarded;
	}

	/**
	 * Return the peer of a servlet request.
	 * @param request the request, however it is wrapped
	 * @return its address, or {@code null} if it is unknown
	 */
	@Nullable String of(ServletRequest request) {
		ServletRequest inner = request;
		while (inner instanceof ServletRequestWrapper wrapper) {
			inner = wrapper.getRequest();
		}
		Object noted = inner.getAttribute(PEER);
		return (noted instanceof String address) ? address : this.forwarded ? null : inner.getRemoteAddr();
	}

	/**
	 * Return the peer of a reactive request.
	 * @param request the request, however it is wrapped
	 * @return its address, or {@code null} if it is unknown
	 */
	@Nullable InetAddress of(ServerHttpRequest request) {
		Object nativeRequest = nativeRequest(request);
		if (SERVLET && nativeRequest instanceof ServletRequest servlet) {
			return TrustedProxies.parse(of(servlet));
		}
		SocketAddress peer = (NETTY && nativeRequest instanceof HttpServerRequest netty)
				? netty.connectionRemoteAddress() : this.forwarded ? null : request.getRemoteAddress();
		return (peer instanceof InetSocketAddress socket) ? socket.getAddress() : null;
	}

	private static @Nullable Object nativeRequest(ServerHttpRequest request) {
		try {
			return ServerHttpRequestDecorator.getNativeRequest(request);
		}
		catch (IllegalArgumentException | IllegalStateException ex) {
			// It has none
			return null;
		}
	}

	private static boolean isPresent(String name) {
		return ClassUtils.isPresent(name, Peers.class.getClassLoader());
	}

}
