package io.regioncache.autoconfigure;

import io.regioncache.testkit.RedisExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.test.context.ContextHierarchy;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * That annotations work in both contexts of a test with a hierarchy of them.
 */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.NONE)
@ContextHierarchy({ @ContextConfiguration(classes = ChildContextTests.ConfiguredWithShop.class),
		@ContextConfiguration(classes = ContextHierarchyTests.Child.class) })
@DirtiesContext
class ContextHierarchyTests {

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.shared();

	@DynamicPropertySource
	static void endpoint(DynamicPropertyRegistry registry) {
		registry.add("regions.home", () -> "here");
		registry.add("regions.endpoints.here.url", () -> redis.server().url());
	}

	@Test
	void annotationsWorkInBoth(@Autowired ApplicationContext context) {
		assertThat(context.getParent()).isNotNull();
		ChildContextTests.assertWorks(context.getBean(ChildContextTests.Shop.class));
		ChildContextTests.assertWorks(context.getParent().getBean(ChildContextTests.Shop.class));
	}

	@Configuration(proxyBeanMethods = false)
	@Import(ChildContextTests.ConfiguredWithShop.class)
	static class Child {

	}

}
