package io.regioncache.benchmarks.websession;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

import io.regioncache.websession.RegionSession;
import io.regioncache.websession.RegionSessionRepository;
import io.regioncache.websession.RequestSessions;
import io.regioncache.websession.WebSessions;

import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.session.FindByIndexNameSessionRepository;

/**
 * An application of one region, as far as its sessions are concerned.
 */
final class SessionApplication implements AutoCloseable {

	private final ConfigurableApplicationContext context;

	private final RegionSessionRepository repository;

	/**
	 * Start the application.
	 * @param home the name of its region
	 * @param urls the addresses of all regions
	 */
	SessionApplication(String home, Map<String, String> urls) {
		Map<String, Object> properties = new HashMap<>(
				Map.of("spring.application.name", "benchmarks", "regions.home", home, "regions.sessions.enabled",
						"true", "regions.command-timeout", "2s", "regions.connect-timeout", "10s"));
		urls.forEach((region, url) -> properties.put("regions.endpoints." + region + ".url", url));
		this.context = new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.bannerMode(Banner.Mode.OFF)
			.properties(properties)
			.run();
		this.repository = new RegionSessionRepository(this.context.getBean(RequestSessions.class));
	}

	/**
	 * Wait until the region accepts sessions.
	 */
	SessionApplication await() throws InterruptedException {
		WebSessions sessions = this.context.getBean(WebSessions.class);
		while (this.repository.findById(login("nobody")) == null || sessions.isRecovering()) {
			Thread.sleep(20);
		}
		return this;
	}

	RegionSessionRepository repository() {
		return this.repository;
	}

	/**
	 * Log somebody in.
	 * @return the id of the session
	 */
	String login(String user) {
		RegionSession session = this.repository.createSession();
		session.setAttribute(FindByIndexNameSessionRepository.PRINCIPAL_NAME_INDEX_NAME, user);
		session.setAttribute("cart", "17 books and a kettle");
		session.setAttribute("language", "en-US");
		this.repository.save(session);
		return Objects.requireNonNull(session.getId());
	}

	boolean accepts(String id) {
		return this.repository.findById(id) != null;
	}

	@Override
	public void close() {
		this.context.close();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
