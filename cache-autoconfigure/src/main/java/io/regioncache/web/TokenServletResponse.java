package io.regioncache.web;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;

/**
 * A response that tells what is new before each call that may commit it: nobody knows
 * which one will. Headers are only touched by the thread that uses the response.
 */
final class TokenServletResponse extends HttpServletResponseWrapper implements ResponseHeaders {

	private final TokenSender sender;

	private @Nullable ServletOutputStream stream;

	private @Nullable PrintWriter writer;

	private boolean sending;

	TokenServletResponse(HttpServletResponse response, TokenSender sender) {
		super(response);
		this.sender = sender;
	}

	void send() {
		if (!isCommitted()) {
			this.sending = true;
			this.sender.send(this);
			this.sending = false;
		}
	}

	@Override
	public List<String> names() {
		return List.copyOf(getHeaderNames());
	}

	@Override
	public List<String> get(String name) {
		return List.copyOf(getHeaders(name));
	}

	@Override
	public void set(String name, List<String> values) {
		super.setHeader(name, values.get(0));
		values.stream().skip(1).forEach((value) -> super.addHeader(name, value));
	}

	@Override
	public void set(ResponseCookie cookie) {
		List<String> lines = new ArrayList<>(getHeaders(HttpHeaders.SET_COOKIE));
		if (lines.removeIf((line) -> line.startsWith(cookie.getName() + "="))) {
			lines.add(cookie.toString());
			set(HttpHeaders.SET_COOKIE, lines);
		}
		else {
			super.addHeader(HttpHeaders.SET_COOKIE, cookie.toString());
		}
	}

	@Override
	public void setHeader(String name, @Nullable String value) {
		super.setHeader(name, value);
		changed(name);
	}

	@Override
	public void addHeader(String name, @Nullable String value) {
		super.addHeader(name, value);
		changed(name);
	}

	@Override
	public void setIntHeader(String name, int value) {
		super.setIntHeader(name, value);
		changed(name);
	}

	@Override
	public void addIntHeader(String name, int value) {
		super.addIntHeader(name, value);
		changed(name);
	}

	@Override
	public void setDateHeader(String name, long date) {
		super.setDateHeader(name, date);
		changed(name);
	}

	@Override
	public void addDateHeader(String name, long date) {
		super.addDateHeader(name, date);
		changed(name);
	}

	private void changed(String name) {
		if (!this.sending && (Cacheability.isDecidedBy(name) || name.equalsIgnoreCase(HttpHeaders.SET_COOKIE))) {
			this.sender.headersChanged();
		}
	}

	@Override
	public void reset() {
		super.reset();
		this.stream = null;
		this.writer = null;
		this.sender.headersChanged();
	}

	@Override
	public void flushBuffer() throws IOException {
		send();
		super.flushBuffer();
	}

	@Override
	public void sendError(int status) throws IOException {
		send();
		super.sendError(status);
	}

	@Override
	public void sendError(int status, String message) throws IOException {
		send();
		super.sendError(status, message);
	}

	@Override
	public void sendRedirect(String location) throws IOException {
		send();
		super.sendRedirect(location);
	}

	@Override
	public void sendRedirect(String location, boolean clearBuffer) throws IOException {
		send();
		super.sendRedirect(location, clearBuffer);
	}

	@Override
	public void sendRedirect(String location, int status) throws IOException {
		send();
		super.sendRedirect(location, status);
	}

	@Override
	public void sendRedirect(String location, int status, boolean clearBuffer) throws IOException {
		send();
		super.sendRedirect(location, status, clearBuffer);
	}

	@Override
	public ServletOutputStream getOutputStream() throws IOException {
		ServletOutputStream known = this.stream;
		if (known == null) {
			known = new TokenOutputStream(super.getOutputStream(), this::send);
			this.stream = known;
		}
		return known;
	}

	@Override
	public PrintWriter getWriter() throws IOException {
		PrintWriter known = this.writer;
		if (known == null) {
			known = new TokenWriter(super.getWriter(), this::send);
			this.writer = known;
		}
		return known;
	}

}
