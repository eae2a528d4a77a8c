package io.regioncache.testkit;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;

/**
 * Where a {@link ChildJvm} begins. Its standard input ends with its parent, and so does
 * it.
 */
final class ChildMain {

	private ChildMain() {
	}

	public static void main(String[] arguments) throws Throwable {
		Thread watcher = new Thread(ChildMain::awaitEndOfParent, "parent-watcher");
		watcher.setDaemon(true);
		watcher.start();
		Method main = Class.forName(arguments[0]).getDeclaredMethod("main", String[].class);
		main.setAccessible(true);
		try {
			main.invoke(null, (Object) Arrays.copyOfRange(arguments, 1, arguments.length));
		}
		catch (InvocationTargetException ex) {
			throw ex.getCause();
		}
	}

	private static void awaitEndOfParent() {
		try {
			while (System.in.read() >= 0) {
				// Nobody says anything
			}
		}
		catch (IOException ex) {
			// The same as an end
		}
		Runtime.getRuntime().halt(1);
	}

}
