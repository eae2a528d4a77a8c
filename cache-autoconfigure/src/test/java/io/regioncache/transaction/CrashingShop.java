package io.regioncache.transaction;

import javax.sql.DataSource;

import io.regioncache.autoconfigure.interceptor.RegionAnnotationsAutoConfiguration;
import io.regioncache.autoconfigure.cache.RegionCacheAutoConfiguration;
import io.regioncache.autoconfigure.transaction.RegionTransactionsAutoConfiguration;
import io.regioncache.autoconfigure.region.RegionsAutoConfiguration;
import io.regioncache.store.RegionStore;
import io.regioncache.testkit.Patience;
import org.awaitility.Awaitility;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * A process that renames product 1, and stops for ever between the commit and what
 * follows it.
 */
final class CrashingShop {

	private CrashingShop() {
	}

	public static void main(String[] arguments) {
		ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
			.properties("spring.main.web-application-type=none", "spring.main.banner-mode=off")
			.run(arguments);
		Awaitility.await().atMost(Patience.LIMIT).until(context.getBean(RegionStore.class)::isAvailable);
		Shop shop = context.getBean(Shop.class);
		String what = context.getEnvironment().getRequiredProperty("what");
		System.out.println("ready");
		switch (what) {
			case "inside" -> new TransactionTemplate(context.getBean(PlatformTransactionManager.class))
				.executeWithoutResult((status) -> shop.rename(1, "Stool"));
			case "outside" -> shop.renameInTransaction(1, "Stool", () -> {
			});
			case "plain" -> new TransactionTemplate(context.getBean(PlatformTransactionManager.class))
				.executeWithoutResult((status) -> {
					shop.write(1, "Stool");
					shop.evict(1);
				});
			default -> throw new IllegalArgumentException(what);
		}
		System.out.println("done");
	}

	@Configuration(proxyBeanMethods = false)
	@EnableCaching(proxyTargetClass = true)
	@ImportAutoConfiguration({ RegionsAutoConfiguration.class, RegionCacheAutoConfiguration.class,
			RegionAnnotationsAutoConfiguration.class, RegionTransactionsAutoConfiguration.class,
			DataSourceAutoConfiguration.class, DataSourceTransactionManagerAutoConfiguration.class,
			TransactionAutoConfiguration.class })
	@Import({ Shop.class, StoppingTransactionManager.class })
	static class Application {

	}

	@SuppressWarnings("serial")
	static class StoppingTransactionManager extends JdbcTransactionManager {

		StoppingTransactionManager(DataSource dataSource) {
			super(dataSource);
		}

		@Override
		protected void doCommit(DefaultTransactionStatus status) {
			super.doCommit(status);
			System.out.println("committed");
			try {
				Thread.sleep(Long.MAX_VALUE);
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		}

	}

}
