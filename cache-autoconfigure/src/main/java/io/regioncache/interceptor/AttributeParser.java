package io.regioncache.interceptor;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

import io.regioncache.cache.settings.ReadSettings;
import io.regioncache.cache.settings.StalenessBounds;
import org.jspecify.annotations.Nullable;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.cache.interceptor.KeyGenerator;
import org.springframework.context.expression.BeanFactoryResolver;
import org.springframework.core.ResolvableType;
import org.springframework.expression.spel.support.StandardEvaluationContext;
import org.springframework.expression.spel.support.StandardTypeLocator;
import org.springframework.util.StringUtils;
import org.springframework.util.function.SingletonSupplier;

/**
 * Turns the texts of attributes into what they mean in one application.
 */
final class AttributeParser {

	private static final Log logger = LogFactory.getLog(AttributeParser.class);

	private final ConfigurableBeanFactory beanFactory;

	private final ExpressionFactory expressions;

	private final Durations durations;

	AttributeParser(ConfigurableBeanFactory beanFactory) {
		StandardEvaluationContext shared = new StandardEvaluationContext();
		shared.setBeanResolver(new BeanFactoryResolver(beanFactory));
		shared.setTypeLocator(new StandardTypeLocator(beanFactory.getBeanClassLoader()));
		this.beanFactory = beanFactory;
		this.expressions = new ExpressionFactory(shared);
		this.durations = new Durations(beanFactory);
	}

	DurationSource duration(Attribute attribute, Duration minimum) {
		return this.durations.parse(attribute, minimum, this.expressions);
	}

	/**
	 * Parse how long ago a value of some caches may have been invalidated.
	 * @return the duration, or {@code null} for what each cache says
	 */
	@Nullable Duration maxStaleness(Attribute attribute, List<String> cacheNames) {
		Duration bound = this.durations.fixed(attribute, ReadSettings.SHORTEST_MAX_STALENESS);
		if (bound != null) {
			StalenessBounds bounds = this.beanFactory.getBeanProvider(StalenessBounds.class).getIfAvailable();
			for (String cache : cacheNames) {
				String problem = (bounds != null) ? bounds.problem(cache, bound) : null;
				if (problem != null) {
					throw attribute.invalid("cannot be met: " + problem, "Remove it, or change that");
				}
			}
		}
		return bound;
	}

	CallCondition condition(Attribute attribute, CallCondition empty) {
		return attribute.isEmpty() ? empty : CallCondition.of(this.expressions.expression(attribute));
	}

	KeySource key(Attribute attribute) {
		return KeySource.of(limitKey(attribute), attribute);
	}

	/**
	 * Parse a key that may be {@code null}.
	 */
	CallExpression limitKey(Attribute attribute) {
		CallExpression expression = this.expressions.expression(attribute);
		if (expression instanceof CallExpression.Argument argument) {
			checkKeyType(attribute, argument.index(), "Use one of its properties");
		}
		return expression;
	}

	KeySource allArguments(Attribute attribute) {
		KeysParameter keys = attribute.keys();
		for (int i = 0; i < attribute.method().parameterCount(); i++) {
			if (keys == null) {
				checkKeyType(attribute, i, "Set key to an expression that leaves it out or uses one of its properties");
			}
			else {
				checkBesideKeys(attribute, keys, i);
			}
		}
		if (keys != null) {
			return KeySource.ALL_ARGUMENTS;
		}
		return (attribute.method().parameterCount() == 1) ? KeySource.ONLY_ARGUMENT : KeySource.OTHER_ARGUMENTS;
	}

	private static void checkBesideKeys(Attribute attribute, KeysParameter keys, int index) {
		AnnotatedMethod method = attribute.method();
		checkKeyType(attribute, index,
				(index == keys.index()) ? KeysParameter.elementType(method, index) : method.parameterType(index),
				"All arguments are part of the keys with @Keys: use types that can be");
	}

	/**
	 * Parse an expression that gives many keys.
	 */
	CallExpression keys(Attribute attribute) {
		CallExpression expression = this.expressions.expression(attribute);
		if (expression instanceof CallExpression.Argument argument) {
			ResolvableType element = elementOf(attribute, argument.index());
			checkKeyType(attribute, argument.index(), element, "Use an expression that gives keys");
		}
		return expression;
	}

	private static ResolvableType elementOf(Attribute attribute, int index) {
		ResolvableType type = attribute.method().parameterType(index);
		Class<?> raw = type.resolve(Object.class);
		if (!raw.isArray() && !Iterable.class.isAssignableFrom(raw) && !raw.isInterface() && raw != Object.class) {
			throw attribute.invalid("is a %s".formatted(type.getType().getTypeName()),
					"Use key for a single key, or an expression that gives a collection or an array");
		}
		return raw.isArray() ? type.getComponentType() : KeysParameter.elementType(attribute.method(), index);
	}

	private static void checkKeyType(Attribute attribute, int index, String action) {
		checkKeyType(attribute, index, attribute.method().parameterType(index), action);
	}

	private static void checkKeyType(Attribute attribute, int index, ResolvableType type, String action) {
		if (KeyTypes.isUnsupported(type)) {
			throw new InvalidRegionAnnotationException(attribute.location(),
					"parameter %s of type %s cannot be part of a key".formatted(attribute.method().parameterName(index),
							type.getType().getTypeName()),
					action, null);
		}
	}

	KeySource generatedKey(Attribute attribute) {
		String bean = attribute.text();
		if (!this.beanFactory.containsBean(bean) || !this.beanFactory.isTypeMatch(bean, KeyGenerator.class)) {
			throw attribute.invalid("is no bean of type " + KeyGenerator.class.getName(),
					"Declare such a bean, or use key");
		}
		Supplier<KeyGenerator> generator = SingletonSupplier
			.of(() -> this.beanFactory.getBean(bean, KeyGenerator.class));
		return KeySource.of(generator);
	}

	TagTemplate tag(Attribute attribute) {
		if (!StringUtils.hasText(attribute.text())) {
			throw attribute.invalid("is empty", "Write a tag, or remove it");
		}
		TagTemplate template = this.expressions.template(attribute);
		if (template.isConstant()) {
			warnOfMissingBraces(attribute);
		}
		return template;
	}

	private static void warnOfMissingBraces(Attribute attribute) {
		for (String name : attribute.method().arguments().keySet()) {
			if (attribute.text().matches(".*(#" + name + "\\b|\\{" + name + "}).*")) {
				logger.warn("%s: %s is plain text. Write #{#%s} if the argument is meant."
					.formatted(attribute.location(), attribute, name));
				return;
			}
		}
	}

}
