package io.regioncache.interceptor;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.expression.spel.SpelNode;
import org.springframework.expression.spel.ast.CompoundExpression;
import org.springframework.expression.spel.ast.FunctionReference;
import org.springframework.expression.spel.ast.Indexer;
import org.springframework.expression.spel.ast.InlineMap;
import org.springframework.expression.spel.ast.Projection;
import org.springframework.expression.spel.ast.PropertyOrFieldReference;
import org.springframework.expression.spel.ast.Selection;
import org.springframework.expression.spel.ast.VariableReference;

/**
 * Refuses expressions that SpEL would accept and read as {@code null}, or fail on at the
 * first call.
 *
 * @param attribute where the expression stands
 */
record ExpressionRules(Attribute attribute) {

	private static final Set<String> ROOT = Set.of("method", "methodName", "target", "targetClass", "args");

	/**
	 * Whether an expression mentions a variable.
	 * @param node the expression
	 * @param name the name of the variable
	 * @return whether it does
	 */
	static boolean usesVariable(SpelNode node, String name) {
		if (node instanceof VariableReference && node.toStringAST().equals("#" + name)) {
			return true;
		}
		for (int i = 0; i < node.getChildCount(); i++) {
			if (usesVariable(node.getChild(i), name)) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Check an expression.
	 * @param expression the expression
	 * @throws InvalidRegionAnnotationException if it cannot work
	 */
	void check(SpelNode expression) {
		check(expression, true);
	}

	private void check(SpelNode node, boolean readsRoot) {
		checkAlone(node, readsRoot);
		boolean ownRoot = node instanceof Selection || node instanceof Projection || node instanceof Indexer
				|| node instanceof InlineMap;
		boolean compound = node instanceof CompoundExpression;
		for (int i = 0; i < node.getChildCount(); i++) {
			SpelNode child = node.getChild(i);
			check(child, readsRoot && !ownRoot && !(compound && i > 0 && child instanceof PropertyOrFieldReference));
		}
	}

	private void checkAlone(SpelNode node, boolean readsRoot) {
		if (node instanceof VariableReference) {
			checkVariable(node.toStringAST().substring(1));
		}
		else if (node instanceof FunctionReference) {
			checkFunction(node.toStringAST());
		}
		else if (readsRoot && node instanceof PropertyOrFieldReference property) {
			checkRootProperty(property.getName(), "");
		}
		else if (node instanceof CompoundExpression path) {
			checkPath(path);
		}
	}

	private void checkPath(CompoundExpression path) {
		new MemberRules(this.attribute).check(path);
		if (path.getChildCount() > 1 && path.getChild(1) instanceof PropertyOrFieldReference property
				&& path.getChild(0).toStringAST().equals("#root")) {
			checkRootProperty(property.getName(), "#root.");
		}
	}

	private void checkVariable(String name) {
		KeysParameter keys = this.attribute.keys();
		Integer index = this.attribute.method().arguments().get(name);
		checkOneKey(name, keys, index);
		boolean known = name.equals("root") || name.equals("this") || index != null
				|| (keys != null && name.equals(KeysParameter.ELEMENT));
		if (!known && name.equals(CallContext.RESULT)) {
			checkResult();
		}
		else if (!known) {
			throw this.attribute.invalid("uses #%s, but the method has no such parameter".formatted(name), choices());
		}
	}

	private void checkOneKey(String name, @Nullable KeysParameter keys, @Nullable Integer index) {
		if (keys != null && index != null && index == keys.index()) {
			throw this.attribute.invalid("uses #%s, all keys of the call, where each entry has one".formatted(name),
					"Write #key for the key of the entry");
		}
	}

	private void checkResult() {
		if (!this.attribute.result()) {
			throw this.attribute.invalid("uses #result, but is evaluated before the call",
					this.attribute.name().equals("condition") ? "Use unless for what depends on the result"
							: "Use the arguments of the method");
		}
	}

	private void checkFunction(String text) {
		String name = text.substring(0, text.indexOf('('));
		throw this.attribute.invalid("calls %s(…), but no functions are registered".formatted(name),
				"Call a method of an argument, of a bean as in @bean.method(…), or a static one as in T(type).method(…)");
	}

	private void checkRootProperty(String name, String prefix) {
		if (ROOT.contains(name)) {
			return;
		}
		String action = this.attribute.method().arguments().containsKey(name) ? "Write #" + name + " for the argument"
				: "Write '" + name + "' in quotes if text is meant; #root has "
						+ new TreeSet<>(ROOT).stream().collect(Collectors.joining(", "));
		throw this.attribute.invalid("reads %s%s, which a call does not have".formatted(prefix, name), action);
	}

	private String choices() {
		AnnotatedMethod method = this.attribute.method();
		Set<String> names = new TreeSet<>(method.arguments().keySet());
		if (this.attribute.result()) {
			names.add(CallContext.RESULT);
		}
		if (this.attribute.keys() != null) {
			names.add(KeysParameter.ELEMENT);
		}
		names.add("root");
		String choices = names.stream().map((name) -> "#" + name).collect(Collectors.joining(", "));
		return (method.named() ? "Use one of " : "Compile with -parameters, or use one of ") + choices;
	}

}
