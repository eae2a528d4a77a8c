package io.regioncache.autoconfigure.region;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.info.BuildProperties;
import org.springframework.boot.info.GitProperties;
import org.springframework.util.StringUtils;

/**
 * Identifies the deployment of this process.
 *
 * @param value the id, empty if deployments are not told apart
 * @param source where the build left it; {@code null} if it is configured
 */
record DeployId(String value, @Nullable String source) {

	private static final String AUTO = "auto";

	private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'")
		.withZone(ZoneOffset.UTC);

	/**
	 * Find the id.
	 * @param configured the configured id, or {@code auto}
	 * @param git what the build says of its commit
	 * @param build what the build says of itself
	 * @return the id
	 * @throws InvalidConfigurationPropertyValueException if it is to come from the build,
	 * which says nothing
	 */
	static DeployId of(String configured, @Nullable GitProperties git, @Nullable BuildProperties build) {
		if (!configured.strip().equalsIgnoreCase(AUTO)) {
			return new DeployId(configured, null);
		}
		String commit = (git != null) ? git.getShortCommitId() : null;
		if (StringUtils.hasText(commit)) {
			return new DeployId(commit, "the commit in git.properties");
		}
		String version = (build != null) ? build.getVersion() : null;
		if (build != null && StringUtils.hasText(version)) {
			return version(version, build.getTime());
		}
		throw new InvalidConfigurationPropertyValueException("regions.deploy-id", configured,
				"The build provides neither a commit in 'git.properties' nor a version in "
						+ "'META-INF/build-info.properties'. Add the goal 'build-info' of spring-boot-maven-plugin, "
						+ "'springBoot { buildInfo() }' with Gradle, or a plugin that writes 'git.properties'. "
						+ "To start without a build, as in an IDE, set 'regions.deploy-id' to a text of your own.");
	}

	/**
	 * All builds of a snapshot have the same version.
	 */
	private static DeployId version(String version, @Nullable Instant time) {
		return (version.endsWith("-SNAPSHOT") && time != null)
				? new DeployId(version + '-' + TIME.format(time), "the version and time in build-info.properties")
				: new DeployId(version, "the version in build-info.properties");
	}

	/**
	 * Say what was found.
	 * @return the text; {@code null} if deployments are not told apart
	 */
	@Nullable String description() {
		if (this.value.isEmpty()) {
			return null;
		}
		return "'" + this.value + "'" + ((this.source != null) ? ", " + this.source : "");
	}

}
