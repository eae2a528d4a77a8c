package io.regioncache.actuate;

import java.util.Locale;
import java.util.Map;

import io.regioncache.rollout.Rollouts;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;
import org.springframework.context.ApplicationEventPublisher;

/**
 * {@link WebEndpoint} with which operators look at the regions, explain an entry,
 * invalidate, and change which regions serve. By default it can only be read.
 */
@WebEndpoint(id = "regions", defaultAccess = Access.READ_ONLY)
public final class RegionsEndpoint {

	private static final String ENTRIES = "entries";

	private static final String DRILLS = "drills";

	private static final String DRILL = "drill";

	private static final String ROLLOUT = "rollout";

	private final RegionsOperator operator;

	private final RegionDetails details;

	private final EntriesOperator entries;

	private final RegionDrills drills;

	private final @Nullable Rollouts rollouts;

	private final OperatorAudit audit;

	/**
	 * Create an endpoint.
	 * @param operator tells how the regions stand, and changes which of them serve
	 * @param details asks a region
	 * @param entries explains and invalidates entries
	 * @param drills takes regions away for a while
	 * @param rollouts says whether a deployment may go on, if that is configured
	 * @param publisher is told what operators do
	 */
	public RegionsEndpoint(RegionsOperator operator, RegionDetails details, EntriesOperator entries,
			RegionDrills drills, @Nullable Rollouts rollouts, ApplicationEventPublisher publisher) {
		this.drills = drills;
		this.operator = operator;
		this.details = details;
		this.entries = entries;
		this.rollouts = rollouts;
		this.audit = new OperatorAudit(publisher);
	}

	/**
	 * Tell how the regions stand, without asking any.
	 * @return what this process knows
	 */
	@ReadOperation
	public RegionsReport regions() {
		return this.operator.report();
	}

	/**
	 * Ask a region how it is.
	 * @param region the name of the region, or {@code drills} for the reports of drills
	 * @return its answer, or status 404 if there is no such region
	 */
	@ReadOperation
	public WebEndpointResponse<?> region(@Selector String region) {
		if (region.equals(DRILLS) && !this.operator.names().contains(region)) {
			return new WebEndpointResponse<>(Map.of(DRILLS, this.drills.reports()));
		}
		return this.operator.names().contains(region) ? new WebEndpointResponse<>(this.details.of(region))
				: unknown(region);
	}

	/**
	 * Explain what each region has of an entry, and why it serves it or does not; or say
	 * whether a deployment may go on.
	 * @param what {@code entries} or {@code rollout}
	 * @param name the name of the cache, or the id of the deployment
	 * @param key the key as somebody types it, or as it stands in Redis
	 * @param region the region that a pipeline wants to deploy to
	 * @param status {@code 200} for that status whatever the decision is
	 * @return an explanation by the key in Redis and by region, or the decision
	 */
	@ReadOperation
	public WebEndpointResponse<?> ask(@Selector String what, @Selector String name, @Nullable String key,
			@Nullable String region, @Nullable String status) {
		return switch (what) {
			case ENTRIES -> EndpointAnswers.of(() -> this.entries.explain(name, key));
			case ROLLOUT -> rollout(name, region, status);
			default -> EndpointAnswers.notFound("Ask for 'entries/<cache>?key=<key>' or 'rollout/<deploy-id>'");
		};
	}

	private WebEndpointResponse<?> rollout(String deployment, @Nullable String region, @Nullable String status) {
		Rollouts rollouts = this.rollouts;
		if (rollouts == null) {
			return EndpointAnswers
				.notFound("No rollout is configured. Set 'regions.rollout.canary' and 'regions.rollout.batches'");
		}
		try {
			return RolloutAnswers.of(rollouts, deployment, region, status);
		}
		catch (InvalidRequestException ex) {
			return EndpointAnswers.invalid(String.valueOf(ex.getMessage()));
		}
	}

	/**
	 * Invalidate, and tell how far that has come.
	 * @param scope what to invalidate: {@code key}, {@code tag}, {@code cache} or
	 * {@code all}
	 * @param cache the name of the cache, for a key or a cache
	 * @param key the key as somebody types it, or as it stands in Redis
	 * @param tag the tag
	 * @param mode {@code remove}, which is the default, or {@code stale}
	 * @param caller who asks for it
	 * @return what was done
	 */
	@WriteOperation
	public WebEndpointResponse<?> invalidate(@Nullable String scope, @Nullable String cache, @Nullable String key,
			@Nullable String tag, @Nullable String mode, SecurityContext caller) {
		return EndpointAnswers.of(() -> {
			InvalidationOrder order = this.entries.order(scope, cache, key, tag, mode);
			Map<String, Object> done = this.entries.invalidate(order);
			this.audit.done(caller, "invalidate", order.description(), String.valueOf(done.get("outcome")));
			return done;
		});
	}

	/**
	 * Promote, drain or restore a region, or begin a drill with it.
	 * @param region the name of the region
	 * @param action {@code promote}, {@code drain}, {@code restore} or {@code drill}
	 * @param fault how a drill takes the region away: {@code drain} or {@code kill}
	 * @param caller who asks for it
	 * @return what was done, and how the regions stand now
	 */
	@WriteOperation
	public WebEndpointResponse<?> act(@Selector String region, @Nullable String action, @Nullable String fault,
			SecurityContext caller) {
		if (!this.operator.names().contains(region)) {
			return unknown(region);
		}
		if (DRILL.equals(action)) {
			return EndpointAnswers.of(() -> drill(region, fault, caller));
		}
		return (fault != null) ? EndpointAnswers.invalid("Only the action 'drill' has a 'fault'")
				: EndpointAnswers.of(() -> act(region, RegionAction.of(action), caller));
	}

	private Map<String, Object> drill(String region, @Nullable String fault, SecurityContext caller) {
		this.drills.begin(region, fault);
		this.audit.done(caller, DRILL, region, "Begun");
		return Map.of("done", "A drill of region %s has begun; see 'drills'".formatted(region), DRILLS,
				this.drills.reports());
	}

	private Map<String, Object> act(String region, RegionAction action, SecurityContext caller) {
		this.operator.act(region, action);
		String done = "Region %s %s".formatted(region, action.done());
		this.audit.done(caller, action.name().toLowerCase(Locale.ROOT), region, done);
		return Map.of("done", done, "regions", this.operator.report());
	}

	private WebEndpointResponse<?> unknown(String region) {
		return EndpointAnswers.notFound("There is no region '%s', known are %s"
			.formatted(InvalidRequestException.shortened(region), this.operator.names()));
	}

}
