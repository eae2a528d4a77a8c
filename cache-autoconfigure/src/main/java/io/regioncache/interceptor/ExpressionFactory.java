package io.regioncache.interceptor;

import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.core.ResolvableType;
import org.springframework.expression.EvaluationContext;
import org.springframework.expression.EvaluationException;
import org.springframework.expression.Expression;
import org.springframework.expression.ParseException;
import org.springframework.expression.ParserContext;
import org.springframework.expression.common.CompositeStringExpression;
import org.springframework.expression.common.TemplateParserContext;
import org.springframework.expression.spel.SpelEvaluationException;
import org.springframework.expression.spel.SpelMessage;
import org.springframework.expression.spel.SpelNode;
import org.springframework.expression.spel.ast.CompoundExpression;
import org.springframework.expression.spel.ast.Literal;
import org.springframework.expression.spel.ast.PropertyOrFieldReference;
import org.springframework.expression.spel.ast.VariableReference;
import org.springframework.expression.spel.standard.SpelExpression;
import org.springframework.expression.spel.standard.SpelExpressionParser;

/**
 * Turns the SpEL of annotations into expressions over calls, once, refusing what could
 * only fail later.
 */
final class ExpressionFactory {

	private static final ParserContext TEMPLATE = new TemplateParserContext();

	private static final Set<SpelMessage> NULL_MESSAGES = Set.of(SpelMessage.PROPERTY_OR_FIELD_NOT_READABLE_ON_NULL,
			SpelMessage.METHOD_CALL_ON_NULL_OBJECT_NOT_ALLOWED, SpelMessage.CANNOT_INDEX_INTO_NULL_VALUE);

	private final SpelExpressionParser parser = new SpelExpressionParser();

	private final EvaluationContext shared;

	ExpressionFactory(EvaluationContext shared) {
		this.shared = shared;
	}

	/**
	 * Parse an attribute that is one expression.
	 * @param attribute the attribute
	 * @return the expression
	 */
	CallExpression expression(Attribute attribute) {
		return toCallExpression((SpelExpression) parse(attribute, null), attribute);
	}

	/**
	 * Parse an attribute that is a template.
	 * @param attribute the attribute
	 * @return the template
	 */
	TagTemplate template(Attribute attribute) {
		Expression parsed = parse(attribute, TEMPLATE);
		List<Expression> parts = (parsed instanceof CompositeStringExpression composite)
				? List.of(composite.getExpressions()) : List.of(parsed);
		return new TagTemplate(attribute, parts.stream().map((part) -> segment(part, attribute)).toList(),
				parts.stream().anyMatch(ExpressionFactory::usesResult));
	}

	private TagTemplate.Segment segment(Expression part, Attribute attribute) {
		return (part instanceof SpelExpression expression)
				? TagTemplate.Segment.of(nullSafe(toCallExpression(expression, attribute)))
				: TagTemplate.Segment.text(part.getExpressionString());
	}

	private static boolean usesResult(Expression part) {
		return part instanceof SpelExpression expression
				&& ExpressionRules.usesVariable(expression.getAST(), CallContext.RESULT);
	}

	private Expression parse(Attribute attribute, @Nullable ParserContext context) {
		try {
			return (context != null) ? this.parser.parseExpression(attribute.text(), context)
					: this.parser.parseExpression(attribute.text());
		}
		catch (ParseException ex) {
			throw attribute.invalid("is not valid SpEL (" + ex.getSimpleMessage() + ")",
					"Correct it, as in " + attribute.example(), ex);
		}
	}

	private CallExpression toCallExpression(SpelExpression expression, Attribute attribute) {
		SpelNode node = expression.getAST();
		new ExpressionRules(attribute).check(node);
		CallExpression variable = variable(node, attribute);
		if (variable != null) {
			return variable;
		}
		Object constant = (node instanceof Literal literal) ? literal.getLiteralValue().getValue() : null;
		if (constant != null) {
			return new CallExpression.Constant(constant);
		}
		CallExpression spel = (call) -> evaluate(expression, attribute, call);
		return (node instanceof CompoundExpression path && path.getChildCount() == 2) ? property(path, attribute, spel)
				: spel;
	}

	private static @Nullable CallExpression variable(SpelNode node, Attribute attribute) {
		if (!(node instanceof VariableReference)) {
			return null;
		}
		String name = node.toStringAST().substring(1);
		if (name.equals(CallContext.RESULT)) {
			return CallExpression.RESULT;
		}
		CallExpression argument = argument(name, attribute);
		return (argument == null && name.equals(KeysParameter.ELEMENT)) ? CallExpression.ELEMENT : argument;
	}

	private static @Nullable CallExpression argument(String name, Attribute attribute) {
		Integer index = attribute.method().arguments().get(name);
		return (index != null) ? new CallExpression.Argument(index) : null;
	}

	/**
	 * Bind what is read from a variable, as in {@code #p.id}.
	 */
	private static CallExpression property(CompoundExpression path, Attribute attribute, CallExpression spel) {
		CallExpression owner = variable(path.getChild(0), attribute);
		if (owner == null || !(path.getChild(1) instanceof PropertyOrFieldReference reference)
				|| reference.isNullSafe()) {
			return spel;
		}
		ResolvableType type = new MemberRules(attribute).type(path.getChild(0).toStringAST().substring(1));
		Class<?> raw = (type != null) ? type.resolve() : null;
		return (raw != null) ? BoundProperty.of(owner, raw, reference.getName(), spel) : spel;
	}

	private @Nullable Object evaluate(SpelExpression expression, Attribute attribute, Invocation call) {
		try {
			return expression.getValue(new CallContext(this.shared, attribute.method().arguments(), call));
		}
		catch (RuntimeException ex) {
			// Not only what SpEL complains of: what a method throws that it calls arrives
			// as it is
			throw new IllegalStateException(
					"%s: %s cannot be evaluated: %s".formatted(attribute.location(), attribute, reason(ex)), ex);
		}
	}

	private static String reason(RuntimeException ex) {
		return (ex instanceof EvaluationException) ? String.valueOf(ex.getMessage()) : ex.toString();
	}

	/**
	 * Let whatever is read from {@code null} be {@code null}, so that an entry without a
	 * value simply has no such tag.
	 */
	private static CallExpression nullSafe(CallExpression expression) {
		boolean safe = expression instanceof CallExpression.Argument || expression == CallExpression.RESULT
				|| expression == CallExpression.ELEMENT || expression instanceof CallExpression.Constant;
		return safe ? expression : (call) -> {
			try {
				return expression.evaluate(call);
			}
			catch (IllegalStateException ex) {
				if (readsNull(ex)) {
					return null;
				}
				throw ex;
			}
		};
	}

	private static boolean readsNull(IllegalStateException ex) {
		return ex.getCause() instanceof SpelEvaluationException cause && NULL_MESSAGES.contains(cause.getMessageCode());
	}

}
