package io.regioncache.actuate;

import java.security.Principal;
import java.util.Map;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.audit.listener.AuditApplicationEvent;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.context.ApplicationEventPublisher;

/**
 * Leaves a trace of what operators do: an audit event that names who has done it, and a
 * line in the log that does not. Neither has a key or a value.
 */
final class OperatorAudit {

	/**
	 * The type of the audit events.
	 */
	static final String TYPE = "REGION_CACHE";

	private static final Log logger = LogFactory.getLog(OperatorAudit.class);

	private final ApplicationEventPublisher publisher;

	OperatorAudit(ApplicationEventPublisher publisher) {
		this.publisher = publisher;
	}

	void done(SecurityContext caller, String operation, String subject, String outcome) {
		Principal principal = caller.getPrincipal();
		publish(principal, Map.of("operation", operation, "subject", subject, "outcome", outcome));
		logger.info("An operator has called %s on %s: %s".formatted(operation, subject, outcome));
	}

	private void publish(@Nullable Principal principal, Map<String, Object> data) {
		String name = (principal != null) ? principal.getName() : "anonymous";
		this.publisher.publishEvent(new AuditApplicationEvent(name, TYPE, data));
	}

}
