package io.regioncache.web;

import java.io.IOException;

import jakarta.servlet.ServletException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;

/**
 * Notes who has opened the connection of each request, which Tomcat hides from
 * applications once it believes forwarded headers.
 */
public final class PeerAddressValve extends ValveBase {

	/**
	 * Create a valve for all requests, asynchronous ones too.
	 */
	public PeerAddressValve() {
		super(true);
	}

	@Override
	public void invoke(Request request, Response response) throws IOException, ServletException {
		request.setAttribute(Peers.PEER, request.getPeerAddr());
		getNext().invoke(request, response);
	}

}
