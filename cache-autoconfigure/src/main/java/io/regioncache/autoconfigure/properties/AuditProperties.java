package io.regioncache.autoconfigure.properties;

import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * Whether some invalidations are looked at again later, as a client would.
 *
 * @param enabled Whether this process looks at some of its invalidations again, 1, 10 and
 * 60 seconds later, in every region that it can reach.
 * @param rate How many invalidations it looks at again in a second, on average; 100 at
 * most.
 */
public record AuditProperties(@DefaultValue("false") boolean enabled, @DefaultValue("1") double rate) {

	private static final double HIGHEST = 100;

	public AuditProperties {
		if (!(rate > 0 && rate <= HIGHEST)) {
			throw new InvalidConfigurationPropertyValueException("regions.audit.rate", rate,
					"It must be positive and 100 at most, such as 1 for one invalidation a second. "
							+ "Set regions.audit.enabled=false to look at none.");
		}
	}

}
