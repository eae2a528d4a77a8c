package io.regioncache.autoconfigure.start;

import java.util.EnumMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.regioncache.autoconfigure.start.StartNote.Topic;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.SmartInitializingSingleton;

/**
 * Logs how the regions are set up, in one line at the start of the application.
 */
public final class StartSummary implements SmartInitializingSingleton {

	private static final Log logger = LogFactory.getLog(StartSummary.class);

	private final Supplier<Stream<StartNote>> notes;

	public StartSummary(Supplier<Stream<StartNote>> notes) {
		this.notes = notes;
	}

	@Override
	public void afterSingletonsInstantiated() {
		Map<Topic, String> texts = new EnumMap<>(Topic.class);
		this.notes.get().forEach((note) -> {
			if (note.text() != null) {
				texts.merge(note.topic(), note.text(), (first, second) -> first + ", " + second);
			}
		});
		logger.info("Region Cache: " + texts.entrySet()
			.stream()
			.map((text) -> text.getKey() + ": " + text.getValue())
			.collect(Collectors.joining("; ")));
	}

}
