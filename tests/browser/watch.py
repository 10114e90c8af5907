"""A tab that notices what a page must not do: move after it was drawn, ask elsewhere, complain."""

from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request

# Of the window: a line of the masthead may wrap while a slow machine still reads the page.
STILL = 0.001
# Counts what moved without anybody having touched the page, and what its policy has forbidden.
_NOTICE = """
window.seen = { moved: 0, forbidden: [] };
new PerformanceObserver(list => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.seen.moved += entry.value;
}).observe({ type: "layout-shift", buffered: true });
document.addEventListener("securitypolicyviolation", event =>
  window.seen.forbidden.push(`${event.violatedDirective} ${event.blockedURI}`));
"""
_SETTLED = """async () => {
  await document.fonts.ready;
  await new Promise(then => requestAnimationFrame(() => requestAnimationFrame(then)));
  return window.seen;
}"""


class Watched:
    """A tab of a context, and what went wrong in it: `faults` is empty when nothing did."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.page: Page = context.new_page()
        self.faults: list[str] = []
        self._address, self._host = address, urlsplit(address).netloc
        self.page.add_init_script(_NOTICE)
        self.page.on("request", self._asked)
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.faults.append(f"{self.page.url}: {error}"))

    def open(self, path: str, *, status: int = 200) -> Page:
        """Open a page of the site, wait until it is drawn, and note what it did meanwhile."""
        answer = self.page.goto(self._address + path)
        assert answer is not None
        assert answer.status == status, path
        seen = self.page.evaluate(_SETTLED)
        if seen["moved"] > STILL:
            self.faults.append(f"{path} moved by {seen['moved']}")
        self.faults += [f"{path}: its policy forbids {what}" for what in seen["forbidden"]]
        return self.page

    def _asked(self, request: Request) -> None:
        where = urlsplit(request.url)
        if where.scheme not in ("data", "blob") and where.netloc != self._host:
            self.faults.append(f"{self.page.url} asks {request.url}")

    def _said(self, message: ConsoleMessage) -> None:
        if message.type == "error" or "Content Security Policy" in message.text:
            self.faults.append(f"{self.page.url}: {message.text}")
