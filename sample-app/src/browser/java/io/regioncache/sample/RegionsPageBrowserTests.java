package io.regioncache.sample;

import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.ColorScheme;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The page of the regions in a browser, on the shop in three regions.
 */
class RegionsPageBrowserTests {

	private static final String HOME = "us-east-1";

	private static final String OTHER = "eu-west-1";

	/**
	 * Longer than the page takes on a busy machine; how long that is gets printed.
	 */
	private static final LocatorAssertions.ContainsTextOptions PATIENT = new LocatorAssertions.ContainsTextOptions()
		.setTimeout(60_000);

	private static ShopRegions shop;

	private static ShopClient client;

	private static Playwright playwright;

	private static Browser browser;

	private final List<String> problems = new ArrayList<>();

	private BrowserContext context;

	@BeforeAll
	static void open() {
		List<String> arguments = new ArrayList<>(WholeShop.ARGUMENTS);
		arguments.addAll(List.of("--regions.health.check-interval=1s", "--regions.health.latency=10s"));
		shop = ShopRegions.start(new int[3], arguments.toArray(String[]::new));
		client = new ShopClient(HttpClient.newHttpClient(), shop.port(HOME));
		playwright = Playwright
			.create(new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
		String program = System.getenv().getOrDefault("CHROMIUM", "/usr/bin/chromium");
		browser = playwright.chromium()
			.launch(new BrowserType.LaunchOptions().setExecutablePath(Path.of(program))
				.setArgs(List.of("--no-sandbox")));
	}

	@AfterAll
	static void close() {
		browser.close();
		playwright.close();
		shop.close();
	}

	@AfterEach
	void nothingWentWrongInTheBrowser() {
		this.context.close();
		assertThat(this.problems).isEmpty();
	}

	@Test
	void showsTheRegionsLiveAndAnEntryExplained() {
		client.get("/products/1");
		client.get("/products/1");
		Page page = page(1100, 900, ColorScheme.LIGHT);
		assertThat(region(page, HOME)).containsText("healthy", PATIENT);
		assertThat(region(page, HOME)).containsText("Memory");
		assertThat(region(page, OTHER)).containsText("Lag");
		Locator invalidations = region(page, HOME).locator("dt:text-is('Invalidations') + dd");
		String before = invalidations.textContent();
		client.put("/products/2/price", "12");
		assertThat(invalidations).not().hasText(before, new LocatorAssertions.HasTextOptions().setTimeout(60_000));
		client.get("/products/1");
		page.getByLabel("Cache", new Page.GetByLabelOptions().setExact(true)).selectOption("products");
		page.getByLabel("Key").fill("1");
		page.keyboard().press("Enter");
		assertThat(page.locator("#explained")).containsText(HOME + ": FRESH", PATIENT);
		String shot = System.getProperty("regioncache.screenshots");
		if (shot != null) {
			page.screenshot(new Page.ScreenshotOptions().setPath(Path.of(shot, "regions.png")).setFullPage(true));
		}
	}

	@Test
	void showsWhatHasBeenWarmedAndWhatTheAuditorHasFound() {
		Page page = page(1100, 900, ColorScheme.LIGHT);
		assertThat(page.locator("#warming")).containsText("listings: warm", PATIENT);
		client.get("/products/3");
		client.put("/products/3/price", "12");
		Locator audited = page.locator("#audited dt:text-is('" + HOME + "') + dd");
		assertThat(audited).containsText("clean", PATIENT);
		assertThat(page.locator("#audited")).containsText("invalidations looked at again");
		assertThat(page.locator("#audited .critical")).hasCount(0);
	}

	@Test
	void aRedisThatIsKilledAndARegionThatIsCutOffAreSeen() {
		Page page = page(1100, 900, ColorScheme.LIGHT);
		assertThat(region(page, HOME)).containsText("answers", PATIENT);
		long killed = System.nanoTime();
		client.post("/redis/" + HOME + "/kill");
		assertThat(region(page, HOME)).containsText("critical", PATIENT);
		print("a killed Redis", killed);
		client.post("/redis/" + HOME + "/restart");
		assertThat(region(page, HOME)).containsText("healthy", PATIENT);
		assertThat(region(page, OTHER)).containsText("healthy", PATIENT);
		long cut = System.nanoTime();
		client.post("/network/" + OTHER + "/cut");
		assertThat(region(page, OTHER)).containsText("does not answer", PATIENT);
		print("a region that is cut off", cut);
		client.post("/network/" + OTHER + "/heal");
		assertThat(region(page, OTHER)).containsText("healthy", PATIENT);
	}

	private static void print(String what, long since) {
		System.out.printf("%s is seen after %d ms%n", what, (System.nanoTime() - since) / 1_000_000);
	}

	@Test
	void drainsAndRestoresByKeyboard() {
		Page page = page(1100, 900, ColorScheme.DARK);
		page.onDialog((dialog) -> dialog.accept());
		assertThat(region(page, OTHER)).containsText("Role", PATIENT);
		region(page, OTHER).getByText("drain").focus();
		page.keyboard().press("Enter");
		assertThat(region(page, OTHER)).containsText("drained", PATIENT);
		page.keyboard().press("Tab");
		page.keyboard().press("Enter");
		assertThat(region(page, OTHER)).not().containsText("drained", new LocatorAssertions.ContainsTextOptions()
			.setTimeout(60_000));
	}

	@Test
	void fitsAPhoneAndHasNoViolationOfAccessibilityInEitherScheme() {
		for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
			Page page = page(360, 740, scheme);
			assertThat(region(page, HOME)).containsText("Memory", PATIENT);
			assertThat(page.locator("#warming")).isVisible();
			assertThat(page.locator("#audit")).isVisible();
			assertThat((Integer) page.evaluate("document.documentElement.scrollWidth")).isLessThanOrEqualTo(360);
			List<Rule> violations = new AxeBuilder(page).analyze().getViolations();
			assertThat(violations).as(scheme.toString()).extracting(Rule::getId).isEmpty();
			page.context().close();
		}
	}

	private Page page(int width, int height, ColorScheme scheme) {
		this.context = browser.newContext(new Browser.NewContextOptions().setViewportSize(width, height)
			.setColorScheme(scheme));
		Page page = this.context.newPage();
		page.onConsoleMessage((message) -> {
			// Servers that are down are no problem of the page
			if (message.type().equals("error") && !message.text().contains("Failed to load resource")) {
				this.problems.add(message.text());
			}
		});
		page.onPageError(this.problems::add);
		page.navigate("http://127.0.0.1:" + shop.port(HOME) + "/regions");
		return page;
	}

	private static Locator region(Page page, String name) {
		return page.locator("#regions > li[data-region='" + name + "']");
	}

}
