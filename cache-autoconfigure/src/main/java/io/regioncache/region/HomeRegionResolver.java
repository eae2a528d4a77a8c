package io.regioncache.region;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * Finds the region this process runs in: from what was configured, else from what the
 * platform says, else because there is only one.
 */
public final class HomeRegionResolver {

	/**
	 * The property that names the home region.
	 */
	public static final String HOME_PROPERTY = "regions.home";

	/**
	 * The prefix of properties that give a region another name.
	 */
	static final String ALIASES_PROPERTY = "regions.aliases";

	/**
	 * Variables in which platforms tell a process its region; the first that is set
	 * counts.
	 */
	static final List<String> VARIABLES = List.of("REGION", "AWS_REGION", "FLY_REGION", "VERCEL_REGION",
			"RAILWAY_REPLICA_REGION", "GOOGLE_CLOUD_REGION", "AZURE_REGION", "REGION_NAME", "AWS_DEFAULT_REGION");

	private final List<Region> regions;

	private final RegionAliases aliases;

	private final Function<String, @Nullable String> variables;

	/**
	 * Create a resolver.
	 * @param regions every configured region, in order
	 * @param aliases alias to region name, beside the built-in airport codes
	 * @param variables looks up an environment variable, {@code null} if it is not set
	 */
	public HomeRegionResolver(List<Region> regions, Map<String, String> aliases,
			Function<String, @Nullable String> variables) {
		this.regions = List.copyOf(regions);
		this.aliases = new RegionAliases(aliases);
		this.variables = variables;
	}

	/**
	 * Return the home region, which somebody must have named unless there is only one.
	 * @param configured the configured name or alias, {@code null} if there is none
	 * @return the home region
	 * @throws RegionConfigurationException if nothing names the home region, or what
	 * names it names no configured region
	 */
	public Region resolve(@Nullable String configured) {
		Claim claim = claim(configured);
		if (claim != null) {
			return find(claim.name()).orElseThrow(() -> unknown(claim));
		}
		if (this.regions.size() == 1) {
			return this.regions.get(0);
		}
		throw new RegionConfigurationException(
				"The home region is unknown: several regions are configured (" + list()
						+ ") and nothing says which of them this process runs in.",
				"Set '" + HOME_PROPERTY + "' to one of " + list() + ", or set one of the environment variables "
						+ String.join(", ", VARIABLES) + ".");
	}

	/**
	 * Return the home region, or the first region where the platform names none of ours.
	 * For regions that exist on a developer's machine only, where a variable such as
	 * {@code AWS_REGION} speaks of something else.
	 * @param configured the configured name or alias, {@code null} if there is none
	 * @return the home region
	 * @throws RegionConfigurationException if the configured name names no region
	 */
	public Region resolveOrFirst(@Nullable String configured) {
		if (configured != null && !configured.isBlank()) {
			return resolve(configured);
		}
		return VARIABLES.stream()
			.map(this.variables)
			.filter(Objects::nonNull)
			.flatMap((value) -> find(value).stream())
			.findFirst()
			.orElse(this.regions.get(0));
	}

	private @Nullable Claim claim(@Nullable String configured) {
		if (configured != null && !configured.isBlank()) {
			return new Claim(HOME_PROPERTY, configured);
		}
		for (String variable : VARIABLES) {
			String value = this.variables.apply(variable);
			if (value != null && !value.isBlank()) {
				return new Claim(variable, value);
			}
		}
		return null;
	}

	private Optional<Region> find(String name) {
		String plain = RegionAliases.normalize(name);
		return named(plain).or(() -> named(this.aliases.resolve(name)));
	}

	private Optional<Region> named(String name) {
		return this.regions.stream().filter((region) -> region.name().equals(name)).findFirst();
	}

	private RegionConfigurationException unknown(Claim claim) {
		return new RegionConfigurationException(
				"The home region '" + claim.name() + "', which " + claim.described()
						+ " names, is not a configured region. The configured regions are: " + list() + ".",
				"Set '" + HOME_PROPERTY + "' to one of " + list() + ", or make '" + claim.name()
						+ "' another name of one of them: for example '" + ALIASES_PROPERTY + "."
						+ RegionAliases.normalize(claim.name()) + "=" + this.regions.get(0) + "'.");
	}

	private String list() {
		return this.regions.stream().map(Region::name).collect(Collectors.joining(", "));
	}

	/**
	 * What somebody says the home region is.
	 *
	 * @param source the property or variable it was found in
	 * @param name the name or alias
	 */
	private record Claim(String source, String name) {

		String described() {
			return (this.source.equals(HOME_PROPERTY)) ? "'" + this.source + "'"
					: "the environment variable " + this.source;
		}

	}

}
