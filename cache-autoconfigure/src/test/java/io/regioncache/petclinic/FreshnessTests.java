package io.regioncache.petclinic;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.function.IntSupplier;

import io.regioncache.cache.entry.CacheStatistics.Event;
import org.junit.jupiter.api.Test;

import org.springframework.data.domain.PageRequest;
import org.springframework.data.domain.Sort;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An update that has returned is seen by every read that begins after it, while others
 * read and fill the cache all the time.
 */
class FreshnessTests extends RunningPetclinic {

	private static final int UPDATES = 100;

	private static final int READERS = 3;

	@Test
	void anUpdateThatInvalidatesATagIsSeenByTheNextRead() throws Exception {
		OwnerRepository owners = petclinic.bean(OwnerRepository.class);
		assertEveryUpdateIsSeen("owners", (number) -> {
			Owner owner = owners.findById(1).orElseThrow();
			owner.setTelephone(String.valueOf(number));
			owners.save(owner);
		}, () -> Integer.parseInt(owners.findById(1).orElseThrow().getTelephone()));
	}

	@Test
	void anUpdateThatEvictsAllEntriesIsSeenByTheNextRead() throws Exception {
		VetRepository vets = petclinic.bean(VetRepository.class);
		PageRequest page = PageRequest.of(1, 2, Sort.by("id"));
		assertEveryUpdateIsSeen("vets", (number) -> {
			Vet vet = vets.findById(3).orElseThrow();
			vet.setLastName(String.valueOf(number));
			vets.save(vet);
		}, () -> Integer.parseInt(vets.findAll(page).getContent().get(0).getLastName()));
	}

	private static void assertEveryUpdateIsSeen(String cache, IntConsumer update, IntSupplier read) throws Exception {
		long hits = petclinic.count(cache, Event.HIT);
		update.accept(0);
		AtomicInteger updated = new AtomicInteger();
		AtomicBoolean done = new AtomicBoolean();
		ExecutorService executor = Executors.newFixedThreadPool(READERS);
		try {
			List<Future<?>> readers = new ArrayList<>();
			for (int i = 0; i < READERS; i++) {
				readers.add(executor.submit(() -> {
					while (!done.get()) {
						int least = updated.get();
						assertThat(read.getAsInt()).isGreaterThanOrEqualTo(least);
					}
				}));
			}
			for (int number = 1; number <= UPDATES; number++) {
				update.accept(number);
				updated.set(number);
				assertThat(read.getAsInt()).isEqualTo(number);
			}
			done.set(true);
			for (Future<?> reader : readers) {
				reader.get(30, TimeUnit.SECONDS);
			}
		}
		finally {
			done.set(true);
			executor.shutdownNow();
		}
		assertThat(petclinic.count(cache, Event.HIT)).as("hits").isGreaterThan(hits);
	}

}
