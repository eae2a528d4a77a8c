package io.regioncache.autoconfigure.actuate;

import java.util.Collection;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.regioncache.autoconfigure.properties.RedisUrl;
import io.regioncache.autoconfigure.properties.RegionsProperties;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.SanitizableData;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.data.redis.autoconfigure.DataRedisProperties;

/**
 * Keeps our secrets and passwords out of Actuator's endpoints, also where an application
 * has them show values: by the names of our properties, and by value wherever a variable
 * holds one of them.
 */
final class RegionsSanitizingFunction implements SanitizingFunction {

	private static final Pattern SECRET = Pattern
		.compile("regions\\..*(secrets?(\\[\\d+])?|password)|regions_.*(secrets?(_\\d+)?|password)");

	private static final Pattern CREDENTIALS = Pattern.compile("(?<=//).*@");

	/**
	 * Shorter texts occur in values that have nothing to do with them.
	 */
	private static final int SHORTEST = 6;

	private final Supplier<@Nullable RegionsProperties> properties;

	private volatile @Nullable Set<String> secrets;

	RegionsSanitizingFunction(Supplier<@Nullable RegionsProperties> properties) {
		this.properties = properties;
	}

	@Override
	public SanitizableData apply(SanitizableData data) {
		if (!(data.getValue() instanceof CharSequence text)) {
			return data;
		}
		String value = text.toString();
		String key = data.getKey().toLowerCase(Locale.ROOT).replace("-", "");
		if (SECRET.matcher(key).matches()) {
			return data.withSanitizedValue();
		}
		if (key.startsWith("regions") && value.contains("@")) {
			return data.withValue(CREDENTIALS.matcher(value).replaceAll(SanitizableData.SANITIZED_VALUE + "@"));
		}
		return secrets().stream().anyMatch(value::contains) ? data.withSanitizedValue() : data;
	}

	private Collection<String> secrets() {
		Set<String> known = this.secrets;
		RegionsProperties properties = (known == null) ? this.properties.get() : null;
		if (properties != null) {
			known = Stream
				.concat(properties.readYourWrites().secrets().stream(),
						properties.endpoints().values().stream().flatMap(RegionsSanitizingFunction::passwords))
				.filter((secret) -> secret.length() >= SHORTEST)
				.collect(Collectors.toSet());
			this.secrets = known;
		}
		return (known != null) ? known : Set.of();
	}

	private static Stream<String> passwords(DataRedisProperties endpoint) {
		DataRedisProperties.Sentinel sentinel = endpoint.getSentinel();
		return Stream
			.of(endpoint.getPassword(), (sentinel != null) ? sentinel.getPassword() : null, password(endpoint.getUrl()))
			.filter(Objects::nonNull)
			.map(Objects::requireNonNull);
	}

	private static @Nullable String password(@Nullable String url) {
		return (url != null) ? RedisUrl.parse("url", url).password() : null;
	}

}
