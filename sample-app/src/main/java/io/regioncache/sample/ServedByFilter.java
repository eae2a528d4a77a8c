package io.regioncache.sample;

import java.io.IOException;
import java.time.Duration;

import io.regioncache.region.Regions;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.ContentCachingResponseWrapper;

/**
 * Says of every answer of the shop which region gave it, how often it took the database,
 * and how long it took.
 */
@Component
class ServedByFilter extends OncePerRequestFilter {

	private final Regions regions;

	private final QueryCounter queries;

	ServedByFilter(Regions regions, QueryCounter queries) {
		this.regions = regions;
		this.queries = queries;
	}

	@Override
	protected boolean shouldNotFilter(HttpServletRequest request) {
		String path = request.getRequestURI();
		// A page that is forwarded to has been sent when the filter gets it back
		return path.equals("/") || path.startsWith("/actuator");
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		// The header comes before the body, but is known only after it
		ContentCachingResponseWrapper held = new ContentCachingResponseWrapper(response);
		this.queries.reset();
		long start = System.nanoTime();
		try {
			chain.doFilter(request, held);
			response.setHeader("X-Served-By", "%s; queries=%d; ms=%d".formatted(this.regions.home(),
					this.queries.mine(), Duration.ofNanos(System.nanoTime() - start).toMillis()));
		}
		finally {
			this.queries.reset();
			held.copyBodyToResponse();
		}
	}

}
