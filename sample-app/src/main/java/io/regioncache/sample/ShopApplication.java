package io.regioncache.sample;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;

/**
 * The shop as it runs in one region.
 */
@SpringBootApplication(proxyBeanMethods = false)
@EnableConfigurationProperties(ShopDatabase.Delays.class)
class ShopApplication {

	/**
	 * Run the shop in three regions.
	 * @param args further arguments for the application in each region
	 */
	public static void main(String[] args) {
		System.out.println(ShopRegions.start(new int[] { 8081, 8082, 8083 }, args).whatToTry());
	}

}
