package io.regioncache.web;

import java.io.File;
import java.io.IOException;

import jakarta.servlet.Filter;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.Wrapper;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.ErrorPage;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;

/**
 * A Tomcat with one servlet behind a filter.
 */
final class TomcatServer implements WebServer {

	private final Tomcat tomcat = new Tomcat();

	TomcatServer(File directory, Filter filter, Servlet servlet) {
		this.tomcat.setBaseDir(directory.getPath());
		this.tomcat.setPort(0);
		Context context = this.tomcat.addContext("", directory.getPath());
		Wrapper wrapper = Tomcat.addServlet(context, "servlet", servlet);
		wrapper.setAsyncSupported(true);
		wrapper.setLoadOnStartup(1);
		context.addServletMappingDecoded("/*", "servlet");
		FilterDef definition = new FilterDef();
		definition.setFilterName("filter");
		definition.setFilter(filter);
		definition.setAsyncSupported("true");
		context.addFilterDef(definition);
		FilterMap map = new FilterMap();
		map.setFilterName("filter");
		map.addURLPattern("/*");
		for (String type : new String[] { "REQUEST", "ASYNC", "ERROR", "FORWARD", "INCLUDE" }) {
			map.setDispatcher(type);
		}
		context.addFilterMap(map);
		ErrorPage errors = new ErrorPage();
		errors.setLocation("/error");
		context.addErrorPage(errors);
		this.tomcat.getConnector();
		try {
			this.tomcat.start();
		}
		catch (LifecycleException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public int port() {
		return this.tomcat.getConnector().getLocalPort();
	}

	@Override
	public void close() {
		try {
			this.tomcat.stop();
			this.tomcat.destroy();
		}
		catch (LifecycleException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * What a servlet does with a request.
	 */
	@FunctionalInterface
	interface Handler {

		void handle(HttpServletRequest request, HttpServletResponse response) throws IOException, ServletException;

		default Servlet servlet() {
			return new HttpServlet() {

				@Override
				protected void service(HttpServletRequest request, HttpServletResponse response)
						throws IOException, ServletException {
					handle(request, response);
				}

			};
		}

	}

}
