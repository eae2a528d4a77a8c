package io.regioncache.autoconfigure.properties;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

import io.regioncache.region.RegionConfigurationException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.AbstractBindHandler;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.core.env.Environment;
import org.springframework.util.PlaceholderResolutionException;

/**
 * Binds {@link RegionsProperties}: refuses a value that refers to a variable that is not
 * set, which Spring Boot would bind as it is written, and accepts properties of the
 * application whose names begin with ours. Leaves the properties of others alone.
 */
public final class OurPropertiesBindHandler extends AbstractBindHandler {

	private final Environment environment;

	private final Consumer<Set<ConfigurationPropertyName>> foreign;

	private boolean ours;

	/**
	 * Create a handler for one bind.
	 * @param parent the handler that it surrounds
	 * @param environment resolves placeholders
	 * @param foreign receives the names that are left to the application
	 */
	public OurPropertiesBindHandler(BindHandler parent, Environment environment,
			Consumer<Set<ConfigurationPropertyName>> foreign) {
		super(parent);
		this.environment = environment;
		this.foreign = foreign;
	}

	@Override
	public <T> @Nullable Bindable<T> onStart(ConfigurationPropertyName name, Bindable<T> target, BindContext context) {
		if (context.getDepth() == 0) {
			this.ours = target.getType().resolve() == RegionsProperties.class;
		}
		return super.onStart(name, target, context);
	}

	@Override
	public @Nullable Object onSuccess(ConfigurationPropertyName name, Bindable<?> target, BindContext context,
			Object result) {
		if (this.ours && isUnresolved(result)) {
			requireResolved(context.getConfigurationProperty());
		}
		return super.onSuccess(name, target, context, result);
	}

	@Override
	public @Nullable Object onFailure(ConfigurationPropertyName name, Bindable<?> target, BindContext context,
			Exception error) throws Exception {
		if (this.ours) {
			requireResolved(context.getConfigurationProperty());
		}
		return super.onFailure(name, target, context, error);
	}

	private static boolean isUnresolved(Object value) {
		return (value instanceof String text) ? text.contains("${")
				: value instanceof Collection<?> all && all.stream().anyMatch(OurPropertiesBindHandler::isUnresolved)
						|| value instanceof Map<?, ?> map && isUnresolved(map.values());
	}

	private void requireResolved(@Nullable ConfigurationProperty property) {
		if (property == null || !(property.getValue() instanceof CharSequence text)) {
			return;
		}
		try {
			this.environment.resolveRequiredPlaceholders(text.toString());
		}
		catch (PlaceholderResolutionException ex) {
			throw unresolved(property, ex.getPlaceholder());
		}
	}

	/**
	 * Return what to say of a property that refers to a variable that is not set. The
	 * value is not shown: the rest of it may be a password.
	 */
	public static RegionConfigurationException unresolved(ConfigurationProperty property, String placeholder) {
		return new RegionConfigurationException(
				"'%s'%s refers to '${%s}', which is not set.".formatted(property.getName(),
						(property.getOrigin() != null) ? " (" + property.getOrigin() + ")" : "", placeholder),
				"Set the environment variable or property '%s', or remove '%s'.".formatted(placeholder,
						property.getName()));
	}

	@Override
	public void onFinish(ConfigurationPropertyName name, Bindable<?> target, BindContext context,
			@Nullable Object result) throws Exception {
		try {
			super.onFinish(name, target, context, result);
		}
		catch (UnboundConfigurationPropertiesException ex) {
			if (!this.ours) {
				throw ex;
			}
			refuse(ex.getUnboundProperties());
		}
	}

	private void refuse(Set<ConfigurationProperty> unbound) {
		Set<ConfigurationProperty> unknown = new TreeSet<>(unbound);
		Set<ConfigurationPropertyName> others = new TreeSet<>();
		unknown
			.removeIf((property) -> !KnownProperties.isClaimed(property.getName()) && others.add(property.getName()));
		if (!unknown.isEmpty()) {
			throw new UnboundConfigurationPropertiesException(unknown);
		}
		this.foreign.accept(others);
	}

}
